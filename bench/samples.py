"""Made-up texts with the letters, lengths and line ends of real ones; the same in every run."""

from __future__ import annotations

import random

CLAUSES = 60
ARTICLES = 12
_WORDS = {
    "ru": "закон статья комиссия гражданин решение орган порядок срок право обязанность имущество "
    "доход счёт проверка служащий ответственность наказание публикация обсуждение поправка "
    "государственный должен может следует предусмотреть исключить уточнить опубликовать необходимо "
    "прозрачный справедливый независимый местный который также однако поэтому после до для при",
    "kk": "заң бап комиссия азамат шешім орган тәртіп мерзім құқық міндет мүлік табыс шот тексеру "
    "қызметші жауаптылық жаза жариялау талқылау түзету мемлекеттік тиіс мүмкін қажет әділ ашық "
    "тәуелсіз жергілікті сондықтан кейін дейін үшін және бірақ өзгерту ұсынамын қолдаймын қарсымын",
    "en": "law article commission citizen decision body order term right duty property income "
    "account review officer liability penalty publication discussion amendment public must may "
    "should provide exclude clarify publish necessary open fair independent local which also",
}


_SYLLABLES = [
    *("ба", "ва", "га", "да", "жа", "за", "ка", "ла", "ма", "на", "ра", "са", "та", "ша", "бо"),
    *("во", "го", "до", "ко", "ло", "мо", "но", "ро", "со", "то", "бу", "ву", "гу", "ду", "ку"),
]


class Writer:
    """Writes sentences and comments from a seed: the same seed writes the same."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._words = {lang: words.split() for lang, words in _WORDS.items()}
        self._known = {
            lang: [self.sentence(lang) for _ in range(1500)] for lang in sorted(self._words)
        }

    def sentence(self, lang: str = "ru") -> str:
        """A sentence of about a hundred characters, sometimes with a comma or a quotation."""
        words = self.random.choices(self._words[lang], k=self.random.randint(9, 17))
        if self.random.random() < 0.3:
            words[4] += ","
        if self.random.random() < 0.1:
            words[6] = f"«{words[6]}»"
        if self.random.random() < 0.05:
            words[2] = f'"{words[2]}"'
        return " ".join(words).capitalize() + "."

    def name(self) -> str:
        """A name, as names are: a few are in many comments, most of them in few."""
        number = min(int(self.random.paretovariate(0.5)), len(_SYLLABLES) ** 3 - 1)
        return "".join(
            _SYLLABLES[number // len(_SYLLABLES) ** place % len(_SYLLABLES)] for place in range(3)
        ).capitalize()

    def word(self, lang: str) -> str:
        """A word that very many texts in ``lang`` have."""
        return self.random.choice(self._words[lang])

    def language(self) -> str:
        """A language, as often as it would be used."""
        return self.random.choices(("ru", "kk", "en"), (6, 3, 1))[0]

    def comment(self, lang: str) -> str:
        """A comment of about 580 characters, now and then in two paragraphs."""
        sentences = self.random.choices(self._known[lang], k=self.random.randint(4, 7))
        gap = "\n\n" if self.random.random() < 0.25 else " "
        return sentences[0] + gap + " ".join(sentences[1:])


def clause_text(number: int) -> str:
    """The text of a clause, the same for the same number: its first sentence stands once."""
    writer = random.Random(number)
    words = _WORDS["ru"].split()
    sentences = [" ".join(writer.choices(words, k=14)).capitalize() for _ in range(3)]
    return f"Положение {number} вводится в действие. " + ". ".join(sentences) + "."


def document() -> str:
    """A proposal of sixty clauses in our Markdown: twelve articles of four paragraphs."""
    lines = ["---", "title: О внесении изменений в законодательство", "---", "", "## Обоснование"]
    lines += ["", clause_text(0), ""]
    for article in range(1, ARTICLES + 1):
        lines += [f"## Статья {article}. Предмет регулирования {{#art_{article}}}", ""]
        for paragraph in range(1, CLAUSES // ARTICLES):
            text = clause_text(article * 10 + paragraph)
            lines += [f"{paragraph}. {text} {{#art_{article}__para_{paragraph}}}", ""]
    return "\n".join(lines)


def eids() -> list[str]:
    """The ids of the sixty clauses in their order."""
    found = []
    for article in range(1, ARTICLES + 1):
        found.append(f"art_{article}")
        found += [f"art_{article}__para_{n}" for n in range(1, CLAUSES // ARTICLES)]
    return found
