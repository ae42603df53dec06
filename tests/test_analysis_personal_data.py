"""What is taken for personal data, and what is left in peace. All numbers here are made up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consult.analysis.personal_data import Found, Kind, find

FIRST_ROUND = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_ROUND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def rest(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11


def iin(eleven: str) -> str:
    """Add the control digit; where the rules give none out, take the next number."""
    for weights in (FIRST_ROUND, SECOND_ROUND):
        if rest(eleven, weights) < 10:
            return eleven + str(rest(eleven, weights))
    return iin(f"{eleven[:7]}{(int(eleven[7:]) + 1) % 10000:04}")


def luhn(start: str) -> str:
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(start))]
    return start + str(-sum(number // 10 + number % 10 for number in doubled) % 10)


def iban(country: str, account: str) -> str:
    digits = "".join(str(int(character, 36)) for character in account + country + "00")
    return f"{country}{98 - int(digits) % 97:02}{account}"


def grouped(written: str, *sizes: int, by: str = " ") -> str:
    pieces = []
    for size in sizes:
        pieces.append(written[:size])
        written = written[size:]
    assert not written
    return by.join(pieces)


def other(digit: str, by: int) -> str:
    return str((int(digit) + by) % 10)


IIN = iin("87053040123")
CARD = luhn("400000123456789")
ACCOUNT = iban("KZ", "125KZT1001300335")
LONG_ACCOUNT = iban("MT", "MALT011000012345MTLCAST001S")
FULL_WIDTH = {ord(character): ord(character) + 0xFEE0 for character in "0123456789+()@"}


def passages(text: str, kind: Kind | None = None) -> list[str]:
    return [text[one.start : one.end] for one in find(text) if kind in (None, one.kind)]


def only(written: str, kind: Kind) -> None:
    """The writing alone, in a sentence, in brackets and at the end of one is found whole."""
    for before, after in (
        ("", ""),
        ("Пишите: ", " до вечера"),
        ("(", ")"),
        ("мен ", "."),
        ("«", "»,"),
    ):
        start = len(before)
        found = [Found(kind, start, start + len(written))]
        assert find(before + written + after) == found, before + written + after


@pytest.mark.parametrize(
    "written",
    [
        IIN,
        grouped(IIN, 6, 6),
        grouped(IIN, 6, 6, by="-"),
        grouped(IIN, 6, 6, by="\u00a0"),
        grouped(IIN, 6, 6, by="–"),
        grouped(IIN, 3, 3, 3, 3),
        grouped(IIN, 4, 4, 4),
        grouped(IIN, 2, 2, 2, 6),
        grouped(IIN, 6, 1, 5),
        grouped(IIN, 6, 1, 4, 1),
        IIN.translate(FULL_WIDTH),
        iin("00022960001"),
        iin("01123150999"),
        iin("99010100777"),
    ],
)
def test_an_iin_is_found_however_it_is_grouped(written: str) -> None:
    only(written, Kind.IIN)


def test_an_iin_may_stand_right_after_its_name() -> None:
    assert passages(f"ИИН{IIN}, ЖСН:{IIN}, №{IIN}") == [IIN] * 3


def test_the_second_round_gives_the_control_digit_where_the_first_gives_ten() -> None:
    elevens = (f"8705304{serial:04}" for serial in range(10000))
    eleven = next(one for one in elevens if rest(one, FIRST_ROUND) == 10 > rest(one, SECOND_ROUND))
    only(eleven + str(rest(eleven, SECOND_ROUND)), Kind.IIN)


def test_numbers_both_rounds_refuse_are_nobodys() -> None:
    elevens = (f"8705304{serial:04}" for serial in range(10000))
    refused = next(
        one for one in elevens if rest(one, FIRST_ROUND) == rest(one, SECOND_ROUND) == 10
    )
    assert not any(find(refused + str(digit)) for digit in range(10))


@pytest.mark.parametrize(
    "written",
    [
        IIN[:-1] + other(IIN[-1], 1),
        iin("87134040123"),  # no thirteenth month
        iin("87023040123"),  # no thirtieth of February
        iin("01022950123"),  # 2001 was no leap year
        iin("87053070123"),  # no such century
        iin("90014000123"),  # a company's: 4 in the fifth place
        iin("15075000456"),
        iin("15076000456"),
        "1" + IIN,
        IIN + "4",
        f"{IIN}-17",
        f"V{IIN}",
        f"0,{IIN}",
        f"{grouped(IIN, 3, 3, 3, 3)} тенге",
        f"12 {IIN[:2]}{grouped(IIN[2:], 1, 3, 3, 3)}",
        "".join(chr(ord("٠") + int(digit)) for digit in IIN),
    ],
)
def test_twelve_digits_that_break_a_rule_are_no_iin(written: str) -> None:
    assert passages(f"Номер {written} в реестре", Kind.IIN) == []


@pytest.mark.parametrize(
    "written",
    [
        "+7 (701) 123-45-67",
        "+7(701)123-45-67",
        "+7 701 123 45 67",
        "+7-701-123-45-67",
        "+7 – 701 – 123 – 45 – 67",
        "+7.701.123.45.67",
        "+77011234567",
        "+7 7011234567",
        "+7\u00a0701\u00a0123\u00a045\u00a067",
        "+7 (7272) 12-34-56",
        "+7 495 123-45-67",
        "+ 7 701 123 45 67",
        "+(7) 701 123 45 67",
        "+7 (701) 123-45-67".translate(FULL_WIDTH),
        "8 701 123 45 67",
        "8 (701) 123 45 67",
        "8(701)123-45-67",
        "8-701-123-45-67",
        "8‑701‑123‑45‑67",
        "8 701 123 4567",
        "8 701 1234567",
        "8701 123 45 67",
        "87011234567",
        "8-727-2-12-34-56",
        "8 (72772) 2-12-34",
        "8 (7172) 12-34-56",
        "8 916 123 45 67",
        "8 (343) 123-45-67",
        "8.747.123.45.67",
        "77011234567",
        "7 701 123 45 67",
        "+49 30 901820123",
        "+44 20 7946 0958",
        "+1 (212) 555-0123",
        "+33 6 12 34 56 78",
        "+998 90 123 45 67",
        "+380501234567",
        "+996 555 123 456",
    ],
)
def test_a_telephone_is_found_however_it_is_written(written: str) -> None:
    only(written, Kind.PHONE)


def test_two_telephones_on_end_are_two() -> None:
    text = "+7 701 123 45 67 8 702 765 43 21/8-727-2-12-34-56, 87051234567"
    assert passages(text, Kind.PHONE) == [
        "+7 701 123 45 67",
        "8 702 765 43 21",
        "8-727-2-12-34-56",
        "87051234567",
    ]


def test_a_numero_sign_before_a_telephone_is_forgiven_after_the_word_for_it() -> None:
    assert passages("тел. № 87011234567") == ["87011234567"]
    assert passages("приказ № 87011234567") == []


def test_a_messengers_address_holds_a_telephone_and_a_documents_does_not() -> None:
    assert passages("https://wa.me/77011234567") == ["77011234567"]
    assert passages(f"https://example.kz/docs/87011234567?id={CARD}") == []


@pytest.mark.parametrize(
    "written",
    [
        CARD,
        grouped(CARD, 4, 4, 4, 4),
        grouped(CARD, 4, 4, 4, 4, by="-"),
        grouped(CARD, 4, 4, 4, 4, by="\u202f"),
        CARD.translate(FULL_WIDTH),
        luhn("400000123456"),
        luhn("400000123456789012"),
        luhn("510000123456789"),
        luhn("222100123456789"),
        luhn("272012345678901"),
        luhn("220012345678901"),
        luhn("2204123456789012"),
        luhn("220412345678901234"),
        luhn("620012345678901"),
        luhn("34000012345678"),
        grouped(luhn("37000012345678"), 4, 6, 5),
        grouped(luhn("620012345678901234"), 4, 4, 4, 4, 3),
    ],
)
def test_a_card_is_found_in_one_piece_and_in_fours(written: str) -> None:
    only(written, Kind.CARD)


def test_a_card_is_found_beside_its_date_and_code() -> None:
    written = grouped(CARD, 4, 4, 4, 4)
    assert passages(f"{written} 12/27 123") == [written]


@pytest.mark.parametrize(
    "written",
    [
        CARD[:-1] + other(CARD[-1], 1),
        luhn("900000123456789"),
        luhn("100000123456789"),
        luhn("272100123456789"),
        luhn("222000123456789"),
        luhn("220500123456789"),
        luhn("40000012345678"),
        luhn("51000012345678"),
        grouped(CARD, 2, 6, 4, 4),
        grouped(CARD, 4, 4, 4, 4, by="."),
        f"{grouped(CARD, 4, 4, 4, 4)} 4500 4600",
        f"1700 {grouped(CARD, 4, 4, 4, 4)}",
        f"A{CARD}B",
        f"№ 1-{CARD}",
        f"{CARD} тенге",
        f"₸{CARD}",
    ],
)
def test_digits_no_issuer_gives_out_are_no_card(written: str) -> None:
    assert passages(f"Число {written} вот", Kind.CARD) == []


def test_the_bar_code_of_a_good_is_no_card() -> None:
    both = (str(number) for number in range(4870000000000, 4870000010000))
    code = next(
        one
        for one in both
        if luhn(one[:-1]) == one
        and sum(int(d) * (1, 3)[p % 2] for p, d in enumerate(one)) % 10 == 0
    )
    assert find(f"Товар {code} запрещён") == []


@pytest.mark.parametrize(
    "written",
    [
        ACCOUNT,
        ACCOUNT.lower(),
        grouped(ACCOUNT, 4, 4, 4, 4, 4),
        grouped(ACCOUNT.lower(), 4, 4, 4, 4, 4),
        grouped(ACCOUNT, 4, 4, 4, 4, 4, by="\u00a0"),
        grouped(ACCOUNT, 4, 3, 3, 10),
        "К" + ACCOUNT[1:],  # a Cyrillic К
        iban("GB", "WEST12345698765432"),
        iban("DE", "370400440532013000"),
        iban("NO", "86011117947"),
        LONG_ACCOUNT,
        grouped(LONG_ACCOUNT, 4, 4, 4, 4, 4, 4, 4, 3),
    ],
)
def test_an_iban_is_found_however_it_is_grouped(written: str) -> None:
    only(written, Kind.IBAN)


@pytest.mark.parametrize(
    "written",
    [
        ACCOUNT[:-1] + other(ACCOUNT[-1], 1),
        ACCOUNT[:2] + other(ACCOUNT[2], 1) + ACCOUNT[3:],
        ACCOUNT[:-1],
        ACCOUNT + "1",
        iban("KZ", "125KZT10013003351"),
        iban("ZZ", "125KZT1001300335"),
        "A" + ACCOUNT,
        grouped(ACCOUNT.lower(), 5, 5, 5, 5),
        ACCOUNT[:10] + "_" + ACCOUNT[10:],
        ACCOUNT[:10] + "  " + ACCOUNT[10:],
    ],
)
def test_what_breaks_a_rule_of_the_registry_is_no_iban(written: str) -> None:
    assert passages(f"Счёт {written} закрыт", Kind.IBAN) == []


@pytest.mark.parametrize(
    "written",
    [
        "asel@example.kz",
        "Asel.Omarova+zan@mail.example.com",
        "first_last-2@example.co.uk",
        "o'neil@example.org",
        "асель@пример.қаз",
        "info@пошта.рф",
        "info@xn--e1afmkfd.xn--p1ai",
        "87011234567@example.kz",
        "asel＠example．kz",
    ],
)
def test_an_address_is_found_whatever_its_alphabet(written: str) -> None:
    only(written, Kind.EMAIL)


@pytest.mark.parametrize(
    "text",
    [
        "@",
        "пишите мне @asel или @asel.kz",
        "asel@",
        "asel@example",
        "пакет name@2.0 и name@1.2.3",
        "3 шт. @ 500 тг. за штуку",
        "@asel@social.example",
        "a@@example.kz",
        "eng@ver_final.akn",
        "https://maps.example.kz/@43.2389,76.8897,15z",
    ],
)
def test_an_at_sign_alone_makes_no_address(text: str) -> None:
    assert find(text) == []


LAW_SENTENCES = [
    "Закон РК от 20 июля 2020 года № 410-V «О противодействии коррупции», ст. 366, 367, 368 УК РК.",
    "«Сыбайлас жемқорлыққа қарсы іс-қимыл туралы» 2015 жылғы 18 қарашадағы № 410-V ҚРЗ Заңы.",
    "Under Law No. 410-V of 18 November 2015, articles 8, 10 and 12 apply from 12.05.2020.",
    "Пункты 8 10 12 и 8-10-12 исключить; подпункты 8, 701, 123, 45, 67 оставить.",
    "Статьи 8 70 71 72 73 74 и 8-1, 8-2, 8-3, 8-4, 8-5 изложить в новой редакции.",
    "Срок: 12.05.2020, 2020-07-20, 20/07/2020, 2019–2020, 12.05.2020-31.12.2021, 01 01 2020.",
    "Бюджет составляет 8 700 000 000 тенге, из них 8 701 123 456 тенге на дороги.",
    "Бюджет вырос на +15 250 000 000 и ещё на +15 250 300 500 тенге.",
    "Расходы: 87 011 234 567 тенге, 870 112 345 678 тг, 87011234567 тг, 8 701 123 456.",
    "Шығыстар 87011234567 теңге, оның ішінде 12 345 678 901 234 теңге.",
    "A fine of $8701123456, EUR 87011234567, 87,011,234,567 tenge or 12.5 %.",
    "The budget is 4,000,001,234,567,899 tenge, that is 4 000 001 234 567 899.",
    "Показатели: 4120 5300 2204 6200 4310 5120 2300 4410; 81 05 30 40 12 30 11 25 10.",
    "Дело № 7527-22-00-3/1234, производство 2-8701/2020, № 8-701-123/45-67.",
    "Кадастровый номер 20-315-913-123, 03-044-118-2020; код КБК 18811601121010001140.",
    "ISBN 978-601-7380-12-3, ISBN 978-5-02-038477-4, 9785020384774, ISSN 1607-2782.",
    "Координаты 43.238949, 76.889709 и 43°14'20\" с. ш.; +43.2389490, +076.8897090.",
    "+43.238949-076.889709/ және 43.23894912345 76.88970912345.",
    "Ссылка: https://adilet.zan.kz/rus/docs/V2000020284 и V2000020284, Z070000319_.",
    "Көлік нөмірі 123 ABC 02, жеке куәлік № 012345678, БСН 150740004560.",
    "Горячая линия 1414, 8 800 080 77 77, 8-800-080-7777, короткий номер 109.",
    "2020-07-20T10:00:00+06:00, GMT+0600, C++17, 1+1=2, +5 °C, 10^-12, 0.87011234567.",
    "Счёт-фактура 00000000123456789, УИН 12345678901234567890, 1000000000000000.",
    "Глава 8, § 701 – п. 123; ч. 45. 67 голосов «за» (8 из 701), 33 % + 20 000 000 МРП.",
    "Население: 2009 16 009 597, 2021 19 186 015; 8 3000 12 2020; 8 7012 15 2020.",
    "Постановление Правительства от 8 января 2003 года N 87011234567, изм. 7 701 123 456.",
    "с 2017 по 2020 год 5 102 000 000 1 000 000 2 500 000 7 010 000 000 долларов США",
]


@pytest.mark.parametrize("sentence", LAW_SENTENCES)
def test_the_numbers_of_a_law_are_nobodys_data(sentence: str) -> None:
    assert passages(sentence) == []


def test_the_number_of_a_law_is_nobodys_phone() -> None:
    assert find("№ 410-V, № 410-VI ЗРК, N 8-701, № 87011234567, № 8 701 123 45 67") == []


def test_everything_in_one_comment_is_told_in_order() -> None:
    text = f"Я, ИИН {IIN}, карта {CARD}, счёт {ACCOUNT}, тел. 8 701 123 45 67, asel@example.kz."
    assert [one.kind for one in find(text)] == [
        Kind.IIN,
        Kind.CARD,
        Kind.IBAN,
        Kind.PHONE,
        Kind.EMAIL,
    ]
    assert passages(text) == [IIN, CARD, ACCOUNT, "8 701 123 45 67", "asel@example.kz"]


words = st.lists(
    st.text(alphabet="абвқңөzkxАҚKZ", min_size=1, max_size=8)
    | st.sampled_from(["№", "410-V", "2020", "ст.", "5%", "—", "(", "12.05.2020", "İ", "👍"]),
    max_size=5,
).map(" ".join)
iins = st.builds(
    lambda day, serial: iin(
        f"{day:%y%m%d}{'3' if day.year < 2000 else '5'}{serial:04}",
    ),
    st.dates(date(1930, 1, 1), date(2025, 12, 31)),
    st.integers(0, 9999),
)
cards = st.builds(
    lambda prefix, number: luhn(prefix + f"{number:011}"),
    st.sampled_from(["4123", "5100", "5599", "2221", "2720", "2200", "2204", "6200"]),
    st.integers(0, 10**11 - 1),
)
ibans = st.builds(
    lambda bank, number: iban("KZ", f"{bank:03}{number}"),
    st.integers(0, 999),
    st.text(alphabet="0123456789ABCXYZ", min_size=13, max_size=13),
)


def stands_between(before: str, written: str, after: str, kind: Kind) -> None:
    start = len(before) + 1
    found = find(f"{before} {written} {after}")
    assert Found(kind, start, start + len(written)) in found


@given(words, iins, words)
def test_an_iin_is_found_between_any_words(before: str, number: str, after: str) -> None:
    stands_between(before, number, after, Kind.IIN)


@given(words, cards, words)
def test_a_card_is_found_between_any_words(before: str, number: str, after: str) -> None:
    stands_between(before, number, after, Kind.CARD)


@given(words, ibans, words)
def test_an_iban_is_found_between_any_words(before: str, number: str, after: str) -> None:
    stands_between(before, number, after, Kind.IBAN)


def changed(written: str, place: int, by: int) -> str:
    digits = [index for index, character in enumerate(written) if character.isdigit()]
    index = digits[place % len(digits)]
    return written[:index] + other(written[index], by) + written[index + 1 :]


@given(iins, st.integers(0, 11), st.integers(1, 9))
@example(IIN, 10, 1)
def test_an_iin_with_one_digit_changed_is_none_where_its_rule_can_tell(
    number: str, place: int, by: int
) -> None:
    """The first round weighs the eleventh digit by 11, that is not at all, and a second round
    begins the reckoning anew: there the rule itself cannot tell."""
    wrong = changed(number, place, by)
    blind = (
        place == 10 or rest(number[:11], FIRST_ROUND) == 10 or rest(wrong[:11], FIRST_ROUND) == 10
    )
    assert passages(f"ИИН {wrong} мой", Kind.IIN) == [] or blind


@given(ibans, st.integers(0, 17), st.integers(1, 9))
def test_an_iban_with_one_digit_changed_is_none(number: str, place: int, by: int) -> None:
    assert passages(f"Счёт {changed(number, place, by)} мой", Kind.IBAN) == []


@given(cards, st.integers(0, 15), st.integers(1, 9))
def test_a_card_with_one_digit_changed_is_none(number: str, place: int, by: int) -> None:
    assert passages(f"Карта {changed(number, place, by)} моя", Kind.CARD) == []


def in_order(text: str) -> None:
    end = 0
    for one in find(text):
        assert end <= one.start < one.end <= len(text)
        end = one.end


pieces = st.sampled_from(
    [IIN, CARD, ACCOUNT, "8 701 123 45 67", "+7", "a@b.kz", "@", " ", "-", "8", "("]
)


@given(
    st.text() | st.text(alphabet="0123478+-()., @akKZ/№\u00a0٣²１ß") | st.lists(pieces).map("".join)
)
def test_whatever_the_text_passages_are_in_order_and_apart(text: str) -> None:
    in_order(text)


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "1",
            "8",
            "+",
            " ",
            "(",
            "@",
            "a@",
            "a.",
            "a-",
            "@a.",
            "1 ",
            "8 ",
            "11 ",
            "1-",
            "1.",
            "+1",
        ),
        *("+7 ", "8 701 ", "KZ86", "KZ86 ", "4111 ", "http://", "www.", "x@aa.", "№ "),
    ],
)
def test_long_monotonous_texts_are_read_to_the_end(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    in_order(text)
    assert passages(f"{text}\nasel@example.kz")[-1] == "asel@example.kz"
