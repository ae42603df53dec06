"""Words and their stems: what finds what, in three languages."""

from __future__ import annotations

import re
import threading
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.analysis import kazakh
from consult.analysis.stems import LONGEST, asked, indexed, words

KAZAKH = [
    "заң заңды заңның заңға заңдар заңдардың заңымыз заңында заңынан заңмен",
    "азамат азаматты азаматтар азаматтарға азаматтардың азаматтарымыз азаматтан азаматын",
    "судья судьяны судьяның судьялар судьяларға судьясы судьядан",
    "бап бапты баптың бабы бабында бабына баптар баптарға баппен",
    "тармақ тармағы тармағында тармақта тармақтың тармақтар тармақтарына",
    "жауапкершілік жауапкершілігі жауапкершілікке жауапкершіліктің жауапкершіліктен",
    "жемқорлық жемқорлыққа жемқорлығы жемқорлықтың жемқорлықпен жемқорлықты",
    "мемлекет мемлекеттің мемлекетке мемлекетіміз мемлекеттер мемлекетте мемлекеті",
    "қызметкер қызметкерлер қызметкері қызметкерлеріне қызметкердің қызметкерлерінен",
    "ереже ережелер ережесі ережеге ережені ережелердің ережесінде",
    "ұсыныс ұсынысы ұсыныстар ұсынысқа ұсыныстың ұсынысым ұсыныстарымыз",
    "пікір пікірі пікірлер пікірім пікіріңіз пікірлеріңізді пікірмен пікірімше пікірдің",
    "талқылау талқылауға талқылаудың талқыланды талқылайды талқылады талқылаған талқылануда",
    "құқық құқығы құқықтар құқығымыз құқықтың құқыққа құқықтарын",
    "міндет міндеті міндеттер міндетке міндеттері міндеттерін",
    "айыппұл айыппұлы айыппұлдар айыппұлды айыппұлға айыппұлдың айыппұлмен",
    "жаза жазасы жазаны жазаға жазалар жазаның жазасын",
    "қылмыс қылмысы қылмыстар қылмысқа қылмыстың қылмыстан",
    "тексеру тексеруге тексерді тексерген тексереді тексеретін тексерілмеген тексеріп тексерсін",
    "шот шоты шоттар шотын шотқа шоттың шоттан",
    "кітап кітабы кітаптар кітабында кітапқа кітаптың",
    "халық халқы халқының халыққа халықтың халықпен",
    "орын орны орында орынға орындар орнынан",
    "сот соты сотқа соттың соттар сотта соттан",
    "министрлік министрлігі министрлікке министрліктің министрліктер",
    "комиссия комиссиясы комиссияға комиссияның комиссиялар комиссиямен",
    "құжат құжаты құжаттар құжатқа құжаттарды құжаттың",
    "шешім шешімі шешімдер шешімге шешімнің шешімін",
    "тәртіп тәртібі тәртіпке тәртіптің тәртібін тәртібімен",
    "талап талабы талаптар талапқа талаптарын талаптың",
    "салық салығы салықтар салыққа салықтың салықтан",
    "бюджет бюджеті бюджетке бюджеттің бюджеттен бюджеттер",
    "жоба жобасы жобаны жобаға жобалар жобаның жобасында",
    "мүлік мүлкі мүлікке мүліктің мүлкін мүлкінен",
    "кепілдік кепілдігі кепілдіктер кепілдікке кепілдігін",
    "қабылдау қабылдады қабылданды қабылданған қабылдайды қабылдаған қабылданбады",
    "көрсету көрсетеді көрсетілген көрсетті көрсетіп көрсетілмеген",
    "жазу жазды жазған жазады жазылған жазылды жазып",
    "ұсыну ұсынды ұсынады ұсынылған ұсынатын ұсынғаны ұсынсын",
    "мүше мүшесі мүшелер мүшеге мүшелерінің мүшемен",
    "іс ісі істі істер істің іске істен",
    "ел елі елге елде елдер елдің елімізде",
    "акт актісі актілер актінің актіге",
    "қаулы қаулысы қаулыны қаулылар қаулыға",
    "тұлға тұлғасы тұлғаның тұлғаға тұлғалар тұлғалардың",
    "сайлаушы сайлаушының сайлаушылар сайлаушыға сайлаушылардан",
    "депутат депутаты депутаттар депутатқа депутаттың депутатын",
    "өтініш өтінішін өтініші өтініштер өтінішке өтініштің",
    "шара шарасы шаралар шараны шараларды шараға",
    "рұқсат рұқсаты рұқсатты рұқсаттар рұқсатпен",
    "жер жері жерлер жерге жердің жерімізді",
    "әкім әкімі әкімге әкімдер әкімнің әкімін",
    "кеңес кеңесі кеңеске кеңестің кеңестер",
    "төлем төлемі төлемдер төлемге төлемнің төлемін",
    "қаражат қаражаты қаражатқа қаражаттың қаражатын",
    "аудан ауданы ауданда ауданның аудандар ауданнан",
    "ауыл ауылы ауылда ауылдар ауылдың ауылға",
    "бекіту бекітілді бекітілген бекітеді бекітті бекіткен",
    "жариялау жарияланды жариялайды жарияланған жариялады",
    "өзгерту өзгертеді өзгертілген өзгертті өзгерткен",
    "енгізу енгізді енгізілді енгізілген енгізеді енгізетін",
    "шектеу шектейді шектелген шектелді шектеді",
    "бұзу бұзды бұзған бұзады бұзса",
    "алу алды алған алады алса алып",
    "қорғау қорғайды қорғалған қорғады қорғаған",
    "сұрау сұрайды сұрады сұраған сұраймын",
    "қызмет қызметі қызметін қызметінің қызметке қызметтер",
    "жарғы жарғысы жарғыны жарғыға жарғының",
    "зейнетақы зейнетақысы зейнетақыны зейнетақыға",
    "орындау орындайды орындалды орындаған орындалған орындады",
    "төлеу төлейді төледі төлеген төлейтін",
    "мектеп мектебі мектепке мектептер мектебінде",
    "келісім келісімі келісімге келісімнің келісімін",
    "үкімет үкіметі үкіметке үкіметтің үкіметін",
    "отбасы отбасына отбасының отбасылар",
    "шешу шешті шешеді шешілді шешілген",
    "сақтау сақтайды сақталды сақтаған сақтады",
]
RUSSIAN = [
    "гражданин гражданина граждане граждан гражданам гражданами",
    "закон закона закону законом законы законов",
    "право права праву правом правах правами",
    "статья статьи статье статьёй статей статьях",
    "пункт пункта пункту пункты пунктов",
    "поправка поправки поправку поправок поправками",
    "проверка проверки проверку проверок проверками",
    "взятка взятки взятку взяток взятками",
    "рынок рынка рынку рынком рынки рынков",
    "участок участка участку участки участков",
    "список списка спискам списки списков",
    "наказание наказания наказанию наказаний наказаниями",
    "штраф штрафа штрафу штрафы штрафов",
    "коррупция коррупции коррупцию коррупцией",
    "государство государства государству государств государствами",
    "чиновник чиновника чиновники чиновников чиновникам",
    "ответственность ответственности ответственностью",
    "предложение предложения предложений предложениями",
    "обсуждение обсуждения обсуждению обсуждений",
    "мнение мнения мнению мнений мнениями",
    "судья судьи судей судьям судьями судью",
    "правило правила правил правилам правилами правилах",
    "суд суда суду судом суды судов",
    "преступление преступления преступлений преступлениям",
    "счёт счета счету счетом счетов",
    "налог налога налоги налогов налогам",
    "порядок порядка порядку порядком порядке",
    "проект проекта проекту проекты проектов",
    "решение решения решению решений",
    "работник работника работники работников",
    "документ документа документы документов",
    "комиссия комиссии комиссию комиссией комиссий",
    "запрещает запрещать запрещают запрещал",
    "должность должности должностей должностям",
    "оценка оценки оценку оценок",
]
ENGLISH = [
    "citizen citizens",
    "law laws",
    "amendment amendments",
    "penalty penalties",
    "judge judges judged judging",
    "propose proposes proposed proposing",
    "clause clauses",
    "offence offences",
    "bribe bribes bribed",
    "court courts",
    "right rights",
    "duty duties",
    "comment comments commented commenting",
    "punish punished punishing punishes",
    "publish published publishing publishes",
    "country countries",
]
FORMS = [
    pytest.param(lang, row, id=row.split()[0])
    for lang, table in (("kk", KAZAKH), ("ru", RUSSIAN), ("en", ENGLISH))
    for row in table
]


def fits(query: str, text: str, lang: str) -> bool:
    tokens = set(indexed(text, lang).split())
    return all(tokens.intersection(alternatives) for alternatives in asked(query))


def missed(row: str, lang: str) -> list[str]:
    return [f"{q} -> {t}" for q, t in product(row.split(), repeat=2) if not fits(q, t, lang)]


@pytest.mark.parametrize(("lang", "row"), FORMS)
def test_a_word_is_found_in_every_form_by_every_form(lang: str, row: str) -> None:
    assert missed(row, lang) == []


@pytest.mark.parametrize("lemma", ["азамат", "бап", "құқық", "жауапкершілік"])
def test_a_citizen_is_found_in_every_case_of_the_word(lemma: str) -> None:
    forms = next(row.split() for row in KAZAKH if row.startswith(f"{lemma} "))
    assert {kazakh.stem(form) for form in forms} == {lemma}


def test_the_punishment_is_not_the_writing() -> None:
    assert {kazakh.stem(form) for form in ("жаза", "жазаны", "жазасы", "жазалар")} == {"жаза"}
    assert {kazakh.stem(form) for form in ("жазу", "жазды", "жазады", "жазған")} == {"жаз"}


def test_snowball_loses_the_genitive_plural_and_the_surface_finds_it() -> None:
    assert {"гражда", "граждан"} <= set(asked("граждан")[0])
    assert "граждан" in indexed("гражданам", "ru").split()
    assert fits("граждан", "гражданам", "ru")
    assert fits("гражданам", "граждан", "ru")


@pytest.mark.parametrize(
    ("lang", "pair"),
    [
        ("kk", "заң заңғар"),
        ("kk", "заң заңсыз"),
        ("kk", "бап бапкер"),
        ("kk", "азамат азаматтық"),
        ("kk", "міндет міндетсіз"),
        ("kk", "қолдау қолдану"),
        ("kk", "қару қар"),
        ("kk", "қысқа қыс"),
        ("kk", "сауда сау"),
        ("kk", "апта ап"),
        ("kk", "орта ор"),
        ("kk", "баға ба"),
        ("kk", "кәсіп кәс"),
        ("kk", "қызмет қызметші"),
        ("kk", "мемлекет мемлекеттік"),
        ("kk", "қылмыс қылмыскер"),
        ("kk", "құқық құқықтық"),
        ("kk", "іс ісік"),
        ("kk", "тендер тең"),
        ("ru", "сот сотка"),
        ("ru", "право правило"),
        ("ru", "суд судно"),
        ("ru", "суд судья"),
        ("ru", "судом судьями"),
        ("ru", "урок урка"),
        ("ru", "счет счетчик"),
        ("ru", "порядок порядочный"),
        ("ru", "закон законник"),
        ("ru", "налог налоговик"),
        ("ru", "член членство"),
        ("en", "law lawn"),
        ("en", "court courtesy"),
        ("en", "right righteous"),
    ],
)
def test_words_that_only_look_alike_do_not_find_each_other(lang: str, pair: str) -> None:
    one, other = pair.split()
    assert not fits(one, other, lang)
    assert not fits(other, one, lang)


def test_the_last_consonant_of_a_kazakh_stem_is_voiceless_and_its_vowel_back() -> None:
    stems = {"кітабы": "кітап", "тармағы": "тармақ", "жүрегі": "жүрек", "халқы": "халық"}
    assert {word: kazakh.stem(word) for word in stems} == stems


@pytest.mark.parametrize(
    "word", ["ал", "бұл", "ол", "сен", "жоқ", "law", "закон", "2024", "法律", ""]
)
def test_what_has_no_kazakh_inflection_stays_as_it_is(word: str) -> None:
    assert kazakh.stem(word) == word


def test_a_kazakh_text_is_read_as_russian_too_and_a_russian_one_is_not_read_as_kazakh() -> None:
    assert "поправк" in indexed("Осы поправками не болды", "kk").split()
    assert indexed("азаматтарға", "kk") == "азамат азаматтарға"
    assert indexed("азаматтарға", "ru") == "азаматтарға"


def test_another_language_keeps_the_surfaces_only() -> None:
    assert indexed("Gesetze und Gesetze", "de") == "gesetze und"


def test_words_are_small_letters_and_digits_of_any_script() -> None:
    text = "«Об ОТВЕТСТВЕННОСТИ», ст. 12-1; всё_ещё, don't 法律 № 5"
    assert " ".join(words(text)) == "об ответственности ст 12 1 все еще don t 法律 5"


def test_stress_and_soft_hyphens_do_not_cut_a_word_and_composition_does_not_change_it() -> None:
    assert words("зако\u0301н за\u00adкон и\u0306од е\u0308лка") == [
        "закон",
        "закон",
        "йод",
        "елка",
    ]


def test_a_kazakh_word_typed_with_latin_twins_is_the_same_word() -> None:
    assert words("пiкiр əдiлет") == ["пікір", "әділет"]
    assert words("kodeкс pdf it") == ["kodeкс", "pdf", "it"]


def test_a_word_without_end_is_cut() -> None:
    assert words("а" * 1000) == ["а" * LONGEST]
    assert fits("а" * 1000, "а" * 1000, "kk")


def test_a_query_asks_for_its_first_distinct_words() -> None:
    query = "заң заң " + " ".join(f"сөз{n}" for n in range(20))
    assert len(asked(query)) == 12
    assert asked(query, most=2) == [["заң"], ["сөз0"]]
    assert asked(" — ") == []


def test_threads_do_not_disturb_each_other() -> None:
    text = " ".join(f"{word}{tail}" for word in ("закон", "штраф") for tail in ("ами", "ов", "ом"))
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda n=n: answers.append(indexed(f"{text} слово{n}", "ru")))
        for n in "абвгдежз"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all("закон" in answer.split() and "штраф" in answer.split() for answer in answers)
    assert len(answers) == len(threads)


LANGUAGES = st.sampled_from(["ru", "kk", "en", "de", ""])
# Letters of the three languages with what they are broken by, and anything at all.
LETTERS = st.text(alphabet="абвгдеёжийклмнопрстуыьюяәғқңөұүһі abcdeinst'-\u0301\u0306İiə")
TEXTS = st.one_of(st.text(), LETTERS)


@given(TEXTS, LANGUAGES)
def test_the_index_is_sorted_distinct_and_only_words(text: str, lang: str) -> None:
    line = indexed(text, lang)
    tokens = line.split(" ") if line else []
    assert tokens == sorted(set(tokens))
    assert all(re.fullmatch(r"[^\W_]+", token) for token in tokens)
    assert indexed(text, lang) == line
    assert set(tokens) >= set(words(text))


@given(TEXTS, LANGUAGES)
def test_every_word_of_a_text_finds_it(text: str, lang: str) -> None:
    for word in set(words(text)):
        assert words(word) == [word]
        assert fits(word, text, lang)
    assert fits(text, text, lang)


@given(LETTERS)
def test_a_kazakh_stem_is_never_empty_nor_longer_than_its_word_by_more_than_a_vowel(
    text: str,
) -> None:
    for word in words(text):
        assert 1 <= len(kazakh.stem(word)) <= len(word) + 1
