"""Language versions held side by side: what differs is named, and nothing else."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult import paths
from consult.documents import parity
from consult.documents.figures.extraction import figures
from consult.documents.model import Clause, Document
from consult.documents.parity import Kind
from consult.documents.readers import markdown
from tests.trees import documents, law

LANGS = ("en", "ru", "kk")
# The same in three languages: sentences such as laws of Kazakhstan have.
SAME = [
    ("2,000,000 tenge", "2 000 000 тенге", "2 000 000 теңге"),
    ("2,000,000 tenge", "два миллиона тенге", "екі миллион теңге"),
    ("3.5 million US dollars", "3,5 млн. долларов США", "3,5 миллион АҚШ доллары"),
    ("$86 billion", "86 млрд долларов", "86 миллиард доллар"),
    ("86 billion", "86 000 000 000", "86 млрд."),
    ("at least 25% of votes", "не менее 25 процентов голосов", "дауыстардың кемінде 25 %-ы"),
    ("5 per cent", "5 %", "5 пайыз"),
    ("two thirds of the votes", "две трети голосов", "дауыстардың үштен екісі"),
    ("2/3 of the votes", "двумя третями голосов", "дауыстардың 2/3 бөлігі"),
    ("500 monthly calculation indices", "500 месячных расчетных показателей", "500 АЕК"),
    ("500 MCI", "500 МРП", "500 айлық есептік көрсеткіш"),
    ("within ten days", "в течение десяти дней", "он күн ішінде"),
    ("within 10 (ten) working days", "в течение 10 (десяти) рабочих дней", "он жұмыс күні ішінде"),
    ("within 10 calendar days", "в течение 10 календарных дней", "10 күнтізбелік күн ішінде"),
    ("ten (10) days", "десяти (10) дней", "10 күн"),
    ("25 days", "двадцати пяти дней", "жиырма бес күннен"),
    ("twenty-five days", "25 дней", "25 күнде"),
    ("120 days", "ста двадцати дней", "жүз жиырма күн"),
    ("one hundred and twenty days", "120 дней", "120 күн"),
    ("two hundred and fifty thousand tenge", "двухсот пятидесяти тысяч тенге", "250 мың теңге"),
    ("one and a half years", "полутора лет", "бір жарым жыл"),
    ("a 10-day period", "десятидневный срок", "10 күндік мерзім"),
    ("for two years", "на двухлетний срок", "екі жылға"),
    ("within one month", "в течение одного месяца", "бір ай ішінде"),
    ("within 1 month", "в течение одного месяца", "бір ай ішінде"),
    ("one of them may", "один из них может", "олардың бірі"),
    ("on the 5th day", "на 5-й день", "5-ші күні"),
    ("on the 5th day", "на пятый день", "бесінші күні"),
    ("at 18:30", "в 18.30", "сағат 18.30-да"),
    ("by 20 July 2020", "до 20 июля 2020 года", "2020 жылғы 20 шілдеге дейін"),
    ("since July 20, 2020", "с 20 июля 2020 г.", "2020 жылғы 20 шілдеден бастап"),
    ("20.07.2020", "20.07.2020 года", "2020 жылғы 20 шілдедегі"),
    ("the 20th of July 2020", "20-го июля 2020 года", "2020 жылдың 20 шілдесінде"),
    ("on “20” July 2020", "«20» июля 2020 года", "2020 жылғы «20» шілде"),
    ("on July 20", "20 июля", "шілде айының 20-сы"),
    ("in April 2020", "в апреле 2020 года", "2020 жылғы сәуірде"),
    ("by April 2020", "к апрелю 2020 года", "2020 жылғы сәуірге"),
    ("in May 2019", "в мае 2019 г.", "2019 жылғы мамырда"),
    ("in 2019", "в 2019 году", "2019 жылы"),
    ("2019–2021", "2019–2021 годы", "2019–2021 жылдар"),
    ("from 1 to 20 July 2020", "с 1 по 20 июля 2020 года", "2020 жылғы 1–20 шілде"),
    ("1 July to 20 July 2020", "с 1 по 20 июля 2020 года", "2020 жылғы 1-ден 20 шілдеге дейін"),
    ("by 1 May and 1 July", "к 1 мая и 1 июля", "1 мамырға және 1 шілдеге"),
    ("Article 253", "статьей 253", "253-баптың"),
    ("Articles 247 and 253", "статьям 247, 253", "247 және 253-баптар"),
    ("Articles 247, 253 or 255", "ст. 247, 253 или 255", "247, 253 немесе 255-баптарда"),
    ("Articles 10 to 12", "статьями 10–12", "10–12-баптар"),
    ("Article 4-1", "статья 4¹", "4-1-бап"),
    ("Article 12(2)", "пункт 2 статьи 12", "12-баптың 2-тармағы"),
    (
        "subparagraphs 1), 2) and 3) of paragraph 2 of Article 10",
        "подпункты 1), 2) и 3) пункта 2 статьи 10",
        "10-баптың 2-тармағының 1), 2) және 3) тармақшалары",
    ),
    ("part two of Article 10", "часть вторая статьи 10", "10-баптың екінші бөлігі"),
    ("part 1 of Article 10", "частью 1 статьи 10", "10-баптың 1-бөлігінде"),
    ("Chapter 3", "главе 3", "3-тарауда"),
    ("Section II", "раздел 2", "II бөлім"),
    ("Annex 2", "приложению № 2", "2-қосымшаға"),
    (
        "Law of 18 November 2015 No. 410-V",
        "Закон от 18 ноября 2015 года № 410-V ЗРК",
        "2015 жылғы 18 қарашадағы № 410-V ҚРЗ Заңы",
    ),
    (
        "Article 253, 10 days after 20 July",
        "253 статья, 10 дней с 20 июля",
        "253-бап, 20 шілде, он күн",
    ),
    ("The judge may, in a second", "Семью судьи, может", "Он оның жүзі, ал бір тоқсан"),
]
# Sentences in the manner of Kazakhstan's laws, written to test the reading once it was made.
UNSEEN = [
    (
        "The Parliament consists of two Chambers: the Senate and the Majilis.",
        "Парламент состоит из двух Палат: Сената и Мажилиса.",
        "Парламент екі Палатадан: Сенаттан және Мәжілістен тұрады.",
    ),
    (
        "A citizen by birth, not younger than forty, having perfect command of the state "
        "language and having lived in Kazakhstan for the last fifteen years.",
        "гражданин по рождению, не моложе сорока лет, свободно владеющий государственным "
        "языком, проживающий в Казахстане последние пятнадцать лет.",
        "тумысынан азаматы болып табылатын, қырық жасқа толған, мемлекеттік тілді еркін "
        "меңгерген, Қазақстанда соңғы он бес жыл бойы тұратын азамат.",
    ),
    (
        "The President is elected for a term of seven years.",
        "Президент избирается сроком на семь лет.",
        "Президент жеті жыл мерзімге сайланады.",
    ),
    (
        "Elections are held on the first Sunday of December and may not coincide with the "
        "election of Parliament.",
        "Выборы проводятся в первое воскресенье декабря и не должны совпадать с выборами "
        "Парламента.",
        "Сайлауы желтоқсанның бірінші жексенбісінде өткізіледі және Парламент сайлауымен "
        "тұспа-тұс келмеуге тиіс.",
    ),
    (
        "The law shall enter into force ten calendar days after the day of its first "
        "official publication.",
        "Закон вводится в действие по истечении десяти календарных дней после дня его "
        "первого официального опубликования.",
        "Заң алғашқы ресми жарияланған күнінен кейін күнтізбелік он күн өткен соң "
        "қолданысқа енгізіледі.",
    ),
    (
        "Item 5) of paragraph 1 of Article 12 of the Law of the Republic of Kazakhstan of "
        "November 18, 2015 “On Combating Corruption”",
        "подпункт 5) пункта 1 статьи 12 Закона Республики Казахстан от 18 ноября 2015 "
        "года «О противодействии коррупции»",
        "«Сыбайлас жемқорлыққа қарсы іс-қимыл туралы» 2015 жылғы 18 қарашадағы Қазақстан "
        "Республикасы Заңының 12-бабы 1-тармағының 5) тармақшасы",
    ),
    (
        "shall entail a fine in the amount of one hundred monthly calculation indices",
        "влечет штраф в размере ста месячных расчетных показателей",
        "жүз айлық есептік көрсеткіш мөлшерінде айыппұл салуға әкеп соғады",
    ),
    (
        "punishable by a fine of up to 3 thousand MCI or imprisonment for up to three years",
        "наказывается штрафом до трех тысяч МРП либо лишением свободы на срок до трех лет",
        "үш мың АЕК-ке дейінгі мөлшерде айыппұл салуға не үш жылға дейінгі мерзімге бас "
        "бостандығынан айыруға жазаланады",
    ),
    (
        "parts one and two of this Article",
        "части первая и вторая настоящей статьи",
        "осы баптың бірінші және екінші бөліктері",
    ),
    (
        "Articles 189 (part three, item 2), 190 and 218-1 of the Code",
        "статьи 189 (пункт 2) части третьей), 190 и 218-1 Кодекса",
        "Кодекстің 189 (үшінші бөлігінің 2) тармағы), 190 және 218-1-баптары",
    ),
    (
        "no later than the 25th day of the month following the reporting quarter",
        "не позднее 25 числа месяца, следующего за отчетным кварталом",
        "есепті тоқсаннан кейінгі айдың 25-інен кешіктірмей",
    ),
    (
        "not later than 1 April of the year following the reporting year",
        "не позднее 1 апреля года, следующего за отчетным",
        "есепті жылдан кейінгі жылдың 1 сәуірінен кешіктірмей",
    ),
    (
        "The list of 3 persons in 2 copies",
        "Список из трех лиц в двух экземплярах",
        "Екі данада үш адамның тізімі",
    ),
    (
        "as amended by the laws of 03.07.2019 No. 262-VI and of 19.12.2020 No. 384-VI",
        "с изменениями, внесенными законами РК от 03.07.2019 № 262-VI и от 19.12.2020 № 384-VI",
        "өзгеріс енгізілді – ҚР 03.07.2019 № 262-VI, 19.12.2020 № 384-VI Заңдарымен",
    ),
    (
        "persons under 18 years of age",
        "лица, не достигшие 18 лет",
        "18 жасқа толмаған адамдар",
    ),
    (
        "persons aged 16 and over",
        "лица, достигшие шестнадцатилетнего возраста",
        "он алты жасқа толған адамдар",
    ),
    (
        "a majority of two-thirds of the total number of deputies of each Chamber",
        "большинством в две трети голосов от общего числа депутатов каждой из Палат",
        "әр Палата депутаттары жалпы санының үштен екісінің көпшілік даусымен",
    ),
    (
        "within 24 hours",
        "в течение двадцати четырех часов",
        "жиырма төрт сағат ішінде",
    ),
    (
        "not more than seventy-two hours",
        "не более семидесяти двух часов",
        "жетпіс екі сағаттан аспайтын",
    ),
    (
        "For the purposes of this section, one third of the deputies",
        "Для целей настоящего раздела одна треть депутатов",
        "Осы бөлімнің мақсаттары үшін депутаттардың үштен бірі",
    ),
    (
        "The working group of 5 members meets twice a year",
        "Рабочая группа из пяти членов собирается два раза в год",
        "Бес мүшеден тұратын жұмыс тобы жылына екі рет жиналады",
    ),
    (
        "The year 2019 and the second half of 2020",
        "2019 год и второе полугодие 2020 года",
        "2019 жыл және 2020 жылдың екінші жартыжылдығы",
    ),
    (
        "in the first quarter of 2021",
        "в первом квартале 2021 года",
        "2021 жылдың бірінші тоқсанында",
    ),
    (
        "GDP grew by 4.5% (US$1.2 bn)",
        "ВВП вырос на 4,5% (1,2 млрд. долл. США)",
        "ЖІӨ 4,5%-ға (1,2 млрд. АҚШ долл.) өсті",
    ),
    (
        "three to seven years of imprisonment with confiscation and lifetime deprivation",
        "лишение свободы на срок от трех до семи лет с конфискацией",
        "мүлкі тәркіленіп, үш жылдан жеті жылға дейінгі мерзімге бас бостандығынан айыру",
    ),
    (
        "from 3 to 7 years",
        "от трех до семи лет",
        "үш жылдан жеті жылға дейін",
    ),
    (
        "a fifty-fold fine of the bribe",
        "штраф в пятидесятикратном размере взятки",
        "параның елу еселенген мөлшерінде айыппұл",
    ),
    (
        "Chapter 15, Articles 366–368",
        "глава 15, статьи 366–368",
        "15-тарау, 366 – 368-баптар",
    ),
    (
        "a 15-minute break, 8-hour day",
        "15-минутный перерыв, 8-часовой день",
        "15 минуттық үзіліс, 8 сағаттық күн",
    ),
    (
        "the decision of 12 (twelve) out of 15 (fifteen) members",
        "решение 12 (двенадцати) из 15 (пятнадцати) членов",
        "15 (он бес) мүшенің 12-сінің (он екісінің) шешімі",
    ),
    (
        "within three (3) working days",
        "в течение 3 (трех) рабочих дней",
        "3 (үш) жұмыс күні ішінде",
    ),
    (
        "by 31 December 2025 inclusive; from 1 January 2026",
        "по 31 декабря 2025 года включительно; с 1 января 2026 года",
        "2025 жылғы 31 желтоқсанды қоса алғанда; 2026 жылғы 1 қаңтардан бастап",
    ),
    (
        "the age of fourteen",
        "четырнадцатилетний возраст",
        "он төрт жас",
    ),
    (
        "1,234.56 tenge",
        "1 234,56 тенге",
        "1 234,56 теңге",
    ),
    (
        "Form 1-NP, room 205, phone 8 (7172) 74-01-23",
        "форма 1-НП, каб. 205, тел. 8 (7172) 74-01-23",
        "1-НП нысаны, 205-каб., тел. 8 (7172) 74-01-23",
    ),
    (
        "Article 76 paragraph 2 and paragraph 4 of Article 77",
        "пункт 2 статьи 76 и пункт 4 статьи 77",
        "76-баптың 2-тармағы және 77-баптың 4-тармағы",
    ),
    (
        "Item 3 of the third part of Article 361",
        "пункт 3 части третьей статьи 361",
        "361-баптың үшінші бөлігінің 3-тармағы",
    ),
    (
        "the first, second and third parts",
        "части первая, вторая и третья",
        "бірінші, екінші және үшінші бөліктер",
    ),
    (
        "COVID-19 and ISO 37001",
        "COVID-19 и ISO 37001",
        "COVID-19 және ISO 37001",
    ),
    (
        "a 10 per cent share, every 2 years",
        "10-процентная доля, каждые два года",
        "10 пайыздық үлес, әр екі жыл сайын",
    ),
]
# What a language says instead, and what is then said to differ.
CHANGED = [
    ("2 000 000", "2 500 000", Kind.NUMBERS),
    ("3,5 млн", "3,5 млрд", Kind.NUMBERS),
    ("3,5 мил", "35 мил", Kind.NUMBERS),
    ("86 млрд", "68 млрд", Kind.NUMBERS),
    ("25 процентов", "20 процентов", Kind.NUMBERS),
    ("25 процентов", "25 тенге", Kind.NUMBERS),
    ("25 %-ы", "52 %-ы", Kind.NUMBERS),
    ("долларов США", "тенге", Kind.NUMBERS),
    ("500 МРП", "500 тенге", Kind.NUMBERS),
    ("500 АЕК", "50 АЕК", Kind.NUMBERS),
    ("десяти дней", "двадцати дней", Kind.NUMBERS),
    ("он күн", "бес күн", Kind.NUMBERS),
    ("ten days", "twelve days", Kind.NUMBERS),
    ("(десяти)", "(пяти)", Kind.NUMBERS),
    ("рабочих дней", "календарных дней", Kind.NUMBERS),
    ("10 calendar days", "10 calendar months", Kind.NUMBERS),
    ("двадцати пяти", "двадцати шести", Kind.NUMBERS),
    ("ста двадцати", "ста тридцати", Kind.NUMBERS),
    ("жүз жиырма", "екі жүз жиырма", Kind.NUMBERS),
    ("одного месяца", "двух месяцев", Kind.NUMBERS),
    ("5-й день", "6-й день", Kind.NUMBERS),
    ("двухлетний", "трехлетний", Kind.NUMBERS),
    ("две трети", "одна треть", Kind.NUMBERS),
    ("20 июля 2020 года", "21 июля 2020 года", Kind.DATES),
    ("20 July", "20 June", Kind.DATES),
    ("20 шілде", "20 тамыз", Kind.DATES),
    ("2020 жылғы 20", "2021 жылғы 20", Kind.DATES),
    ("20.07.2020 г", "20.08.2020 г", Kind.DATES),
    ("в апреле 2020", "в мае 2020", Kind.DATES),
    ("2019 году", "2018 году", Kind.DATES),
    ("2019 жылы", "2017 жылы", Kind.DATES),
    ("статьей 253", "статьей 254", Kind.REFERENCES),
    ("статьей 253", "пунктом 253", Kind.REFERENCES),
    ("247 және 253", "247 және 235", Kind.REFERENCES),
    ("статьям 247, 253", "статьям 253", Kind.REFERENCES),
    ("4-1-бап", "4-бап", Kind.REFERENCES),
    ("2-тармағының 1)", "3-тармағының 1)", Kind.REFERENCES),
    ("подпункты 1), 2)", "подпункты 1), 4)", Kind.REFERENCES),
    ("часть вторая", "часть третья", Kind.REFERENCES),
    ("главе 3", "главе 4", Kind.REFERENCES),
    ("раздел 2", "раздел 3", Kind.REFERENCES),
    ("№ 410-V ЗРК", "№ 410-VI ЗРК", Kind.REFERENCES),
    ("№ 410-V ҚРЗ", "№ 401-V ҚРЗ", Kind.REFERENCES),
]


def article(number: int, text: str, line: int = 0) -> Clause:
    eid = f"art_{number}"
    return Clause(eid, "article", str(number), f"{number}.", "", None, text, line)


def proposal(first: int = 0, last: int = len(SAME)) -> dict[str, Document]:
    """One article for each of these rows of ``SAME``, on a line of its own."""
    rows = [*enumerate(SAME, 1)][first:last]
    return {
        lang: Document("T", lang, "tree", clauses=[article(n, row[k], n) for n, row in rows])
        for k, lang in enumerate(LANGS)
    }


def changed(lang: str, n: int, text: str) -> tuple[parity.Finding, ...]:
    """What is found where one clause says this in one language; its neighbours are as ever."""
    given_ = proposal(n, n + 2)
    given_[lang].clauses[0] = replace(given_[lang].clauses[0], text=text)
    return parity.compare(given_).findings


@pytest.mark.parametrize("row", [*SAME, *UNSEEN])
def test_what_says_the_same_is_said_to(row: tuple[str, str, str]) -> None:
    given_ = {
        lang: Document("T", lang, "t", clauses=[article(1, t)])
        for lang, t in zip(LANGS, row, strict=True)
    }
    assert [parity.sentence(f) for f in parity.compare(given_).findings] == []


def test_a_whole_proposal_that_says_the_same_gives_an_empty_report() -> None:
    report = parity.compare(proposal())
    assert report.findings == ()
    assert not report.unequal
    assert report.digits_only == ()


@pytest.mark.parametrize(("old", "new", "kind"), CHANGED)
def test_a_planted_difference_is_named_at_each_clause_that_has_it_and_nowhere_else(
    old: str, new: str, kind: Kind
) -> None:
    planted = 0
    for k, lang in enumerate(LANGS):
        for n, row in enumerate(SAME):
            if old in row[k]:
                findings = changed(lang, n, row[k].replace(old, new))
                named = {(f.kind, f.eid, f.lines) for f in findings}
                assert (kind, f"art_{n + 1}", (n + 1, n + 1)) in named
                assert {f.eid for f in findings} == {f"art_{n + 1}"}
                assert all(lang in f.langs for f in findings)
                planted += 1
    assert planted


@pytest.mark.parametrize("lang", LANGS)
def test_any_other_digit_anywhere_is_named_at_its_clause(lang: str) -> None:
    for n, row in enumerate(SAME):
        text = row[LANGS.index(lang)]
        for at, character in enumerate(text):
            if "0" <= character <= "9" and not _ordinal(text, at):
                other = text[:at] + str((int(character) + 4) % 10) + text[at + 1 :]
                assert {f.eid for f in changed(lang, n, other)} == {f"art_{n + 1}"}, other


def _ordinal(text: str, at: int) -> bool:
    """Ordinals are compared only where both languages write them in digits."""
    return any(text[at + 1 :].startswith(end) for end in ("th day", "-й день", "-ші күні"))


def test_a_clause_that_is_missing_is_named_once_for_each_language_without_it() -> None:
    for lang in LANGS:
        for n in range(8):
            given_ = proposal(0, 8)
            gone = given_[lang].clauses.pop(n)
            report = parity.compare(given_)
            assert {(f.kind, f.eid) for f in report.findings} == {(Kind.MISSING, gone.eid)}
            assert all(lang in f.langs for f in report.findings)
            assert report.unequal
            assert f"but not in {lang}" in parity.sentence(report.findings[0])


@given(st.sampled_from(LANGS), st.integers(0, 14), st.integers(0, 14))
def test_two_clauses_that_change_places_are_named_and_no_others(
    lang: str, one: int, other: int
) -> None:
    given_ = proposal(0, 15)
    clauses = given_[lang].clauses
    clauses[one], clauses[other] = clauses[other], clauses[one]
    report = parity.compare(given_)
    swapped = {clauses[one].eid, clauses[other].eid} if one != other else set()
    assert {f.eid for f in report.findings} == swapped
    assert {f.kind for f in report.findings} <= {Kind.ORDER}
    assert report.unequal == bool(swapped)


def test_of_a_clause_that_went_far_only_it_is_named() -> None:
    given_ = proposal()
    last = given_["kk"].clauses.pop()
    given_["kk"].clauses.insert(3, last)
    findings = parity.compare(given_).findings
    assert {f.eid for f in findings} == {last.eid}
    before = given_["en"].clauses[-2].eid
    assert parity.sentence(findings[0]) == (
        f"{last.eid} ({last.label}): the clauses stand in another order: "
        f"en has it after {before}; kk has it after art_3"
    )


def test_a_clause_moved_into_another_is_named_and_those_inside_it_are_not() -> None:
    rows = (
        "chapter|Chapter 1.|One|", "  article|Article 1.||A", "    paragraph|1.||B",
        "chapter|Chapter 2.|Two|", "  article|Article 2.||C",
    )  # fmt: skip
    one, other = law(*rows), law(*rows)
    moved = [other[0], other[3], replace(other[1], parent=other[3].eid), other[2], other[4]]
    given_ = {lang: Document("T", lang, "t", clauses=c) for lang, c in (("en", one), ("ru", moved))}
    (finding,) = parity.compare(given_).findings
    assert (finding.kind, finding.eid) == (Kind.ORDER, "art_1")


def test_another_kind_and_another_number_are_named() -> None:
    given_ = proposal()
    given_["ru"].clauses[0] = replace(given_["ru"].clauses[0], kind="rule", number="7", label="7.")
    findings = parity.compare(given_).findings
    assert [(f.kind, f.says) for f in findings] == [
        (Kind.KIND, ("article", "rule")),
        (Kind.NUMBER, ("1.", "7.")),
    ]


def test_letters_of_two_alphabets_are_no_other_number() -> None:
    clause = article(1, "")
    given_ = {
        "en": Document("T", "en", "t", clauses=[replace(clause, number="a")]),
        "ru": Document("T", "ru", "t", clauses=[replace(clause, number="а")]),
    }
    assert parity.compare(given_).findings == ()


def test_the_title_and_the_preamble_are_compared_where_that_is_asked_for() -> None:
    given_ = {lang: Document("T", lang, "t", "86 billion") for lang in ("en", "ru")}
    given_["ru"].preamble = "68 млрд"
    assert parity.compare(given_).findings == ()
    (finding,) = parity.compare(given_, preamble=True).findings
    assert parity.sentence(finding) == (
        "preamble: numbers differ: en has 86 billion; ru has 68 млрд"
    )


def test_two_later_languages_are_held_beside_each_other_too() -> None:
    texts = {"en": "ten judges and twelve", "ru": "десяти дней", "kk": "он екі күн"}
    given_ = {lang: Document("T", lang, "t", clauses=[article(1, t)]) for lang, t in texts.items()}
    assert {f.langs for f in parity.compare(given_).findings} == {("ru", "kk")}


def test_findings_stand_in_the_order_of_the_clauses_whatever_they_are() -> None:
    given_ = proposal()
    del given_["kk"].clauses[30]
    given_["ru"].clauses[2] = replace(given_["ru"].clauses[2], text="")
    given_["en"].clauses[40] = replace(given_["en"].clauses[40], text="")
    eids = [f.eid for f in parity.compare(given_).findings]
    assert list(dict.fromkeys(eids)) == ["art_3", "art_31", "art_41"]


def test_of_another_language_digits_of_any_script_and_dates_in_digits_are_compared() -> None:
    def differs(one: str, other: str, lang: str) -> bool:
        pair = {"en": one, lang: other}
        given_ = {k: Document("T", k, "t", clauses=[article(1, t)]) for k, t in pair.items()}
        report = parity.compare(given_)
        assert report.digits_only == (lang,)
        return bool(report.findings)

    assert not differs("123 on 20 July 2020", "١٢٣ ٢٠٫ ٢٠٢٠", "ar")
    assert not differs("20 July 2020", "20.07.2020", "de")
    assert not differs("20 July 2020", "2020 yil 20 iyul", "uz")
    assert not differs("ten days", "10 kun", "uz")
    assert not differs("2,000 or 3.5", "2.000 oder 3,5", "de")
    assert differs("20 July 2020", "21.07.2020", "de")
    assert differs("2020 yil 20", "2020 yil 21", "uz")


@given(documents())
def test_a_document_never_differs_from_itself(document: Document) -> None:
    for lang in ("en", "ru", "kk", "de"):
        assert parity.compare({lang: document, f"{lang}-KZ": document}).findings == ()


@given(st.lists(st.sampled_from([t for row in SAME for t in row]), max_size=6), st.randoms())
def test_the_same_text_never_differs_from_itself_in_any_language(
    parts: list[str], chance: random.Random
) -> None:
    joined = "".join(
        part + chance.choice([" ", "", ", ", "-", ". ", "\n\n", "("]) for part in parts
    )
    for lang in (*LANGS, "uz"):
        given_ = {
            k: Document("T", k, "t", clauses=[article(1, joined)]) for k in (lang, f"{lang}-x")
        }
        assert parity.compare(given_).findings == ()


@given(st.text(max_size=80), st.sampled_from((*LANGS, "de")))
def test_any_text_at_all_can_be_read_and_is_printed_as_it_stands(text: str, lang: str) -> None:
    for found in figures(text, lang):
        assert found.start >= 0
        assert found.printed


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6, 7])
def test_the_first_consultation_says_the_same_in_its_three_languages(number: int) -> None:
    folder = paths.folder("proposals") / "anti-corruption"
    (english,) = folder.glob(f"{number:02}-*.en.md")
    read = {}
    for lang in LANGS:
        path = Path(str(english).replace(".en.md", f".{lang}.md"))
        read[lang] = markdown.read(path.read_text(encoding="utf-8"), lang)
    assert [
        parity.sentence(finding) for finding in parity.compare(read, preamble=True).findings
    ] == []


ABSURD = [
    "1" * 200_000, "1 000 " * 40_000, "статья " * 30_000, "1, " * 60_000, "статьи 1, " * 20_000,
    "1-" * 100_000, "1." * 100_000, "1), " * 50_000 + "тармақшалар", "(" * 200_000,
    "20 июля " * 25_000, "двадцать " * 20_000, "сто тысяч " * 20_000,
    "10 (" * 50_000,
    "№ " * 100_000, "ы" * 200_000, "July 20 July " * 15_000, "жүз " * 50_000,
    "2020 жылғы " * 20_000, "ten (10) " * 20_000,
]  # fmt: skip


@pytest.mark.parametrize("lang", [*LANGS, "de"])
@pytest.mark.parametrize("text", ABSURD, ids=lambda text: text[:12])
def test_absurd_texts_are_read_to_their_end(text: str, lang: str) -> None:
    assert isinstance(figures(text[:8_000], lang), tuple)
