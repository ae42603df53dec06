"""What provisions are called in the languages that laws are written in.

All words are known whatever the language of a document is, since laws quote their own form in
two or three languages; ``IN`` says what a word means in one language alone.
"""

from __future__ import annotations

import re

# Before the number: «Статья 5», "Chapter II", "§ 3a".
_BEFORE = {
    "book": "Book Buch Livre Libro Книга Кніга Kitap Kitab Кітап",
    "part": "Part Частина Частка Часть Teil Partie Parte Kısım Hissə ภาค भाग الجزء חלק",
    "title": "Title Titel Titre Título Titulo الباب",
    "subtitle": "Subtitle Untertitel",
    "chapter": "Chapter Глава Розділ Раздзел Kapitel Chapitre Capítulo Capitulo Bölüm Fəsil Бүлэг "
    "Боб Боби Тарау Bob الفصل פרק अध्याय หมวด باب",
    "subchapter": "Параграф Subchapter Unterkapitel Подраздел Підрозділ Падраздзел",
    "division": "Division Раздел Abschnitt Sección Seccion Бөлім Bölmə Бўлим Бөлүм القسم",
    "subdivision": "Subdivision Unterabschnitt Sous-section Subsección",
    "article": "Article Статья Стаття Артыкул Artikel Artículo Articulo Art. Арт. Ст. Madde Maddə "
    "Madda Modda Модда Бап Зүйл Маддә المادة مادة المادّة ماددا סעיף अनुच्छेद धारा ข้อ มาตรา",
    "section": "Section Sec. §",
    "rule": "Rule",
    "annex": "Annex Annexe Appendix Schedule Anlage Anhang Приложение Додаток Дадатак Anexo Ek "
    "Əlavə Илова Қосымша Тиркеме Хавсралт Кушымта Ilova الملحق ملحق נספח תוספת परिशिष्ट ภาคผนวก",
}
# After it: «4-1-бап», "1-modda", «1 статья», "1. Abschnitt".
_AFTER = {
    "book": "кітап Buch",
    "part": "Teil kısım hissə",
    "title": "Titel",
    "chapter": "тарау глава бүлэг боб боби bob bölüm bölümü fəsil Kapitel باب",
    "subchapter": "параграф",
    "division": "бөлім раздел бўлим бөлүм бүлек Abschnitt bölmə بۆلۈم",
    "subdivision": "Unterabschnitt",
    "article": "бап статья модда моддаси зүйл маддә madde maddə modda ماددا",
    "annex": "қосымша тиркеме илова хавсралт кушымта ilova ek əlavə",
}
# Between a number and the word 条, 조.
_EAST = {
    "part": "编編편",
    "chapter": "章장",
    "division": "节節절",
    "subdivision": "款관",
    "article": "条條조",
}
# What a word means in one language, where that differs.
IN = {
    ("fr", "section"): "division",
    ("es", "title"): "title",
    ("uk", "розділ"): "chapter",
    ("tr", "bölüm"): "chapter",
    ("kk", "бөлім"): "division",
}


def named(words: str) -> frozenset[str]:
    """The words that stand in one string, parted by blanks."""
    return frozenset(words.split())


def _kinds(table: dict[str, str]) -> dict[str, str]:
    return {word.lower(): kind for kind, words in table.items() for word in words.split()}


def _alternatives(words: dict[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


BEFORE = _kinds(_BEFORE)
AFTER = _kinds(_AFTER)
EAST = {character: kind for kind, characters in _EAST.items() for character in characters}
BEFORE_PATTERN = f"(?i:{_alternatives(BEFORE)})"
AFTER_PATTERN = f"(?i:{_alternatives(AFTER)})"
# The words that stand after a number and a full stop («1. Abschnitt»), where others make a list.
AFTER_A_STOP = named("abschnitt unterabschnitt kapitel teil titel buch bölüm kısım")

_ORDINALS = {
    "1": "first one premier première erster erste erstes первый первая первое бірінші birinci "
    "перша перший нэгдүгээр primero primera الأولى الأول ראשון",
    "2": "second two deuxième zweiter zweite zweites второй вторая второе екінші ikinci "
    "друга другий хоёрдугаар segundo segunda الثانية الثاني שני",
    "3": "third three troisième dritter dritte drittes третий третья третье үшінші üçüncü "
    "третя третій гуравдугаар tercero tercera الثالثة الثالث שלישי",
    "4": "fourth four quatrième vierter vierte viertes четвертый четвёртый четвертая төртінші "
    "dördüncü четверта дөрөвдүгээр cuarto cuarta الرابعة الرابع",
    "5": "fifth five cinquième fünfter fünfte fünftes пятый пятая бесінші beşinci п’ята "
    "тавдугаар quinto quinta الخامسة الخامس",
    "6": "sixth six sixième sechster sechste шестой шестая алтыншы altıncı зургадугаар sexto",
    "7": "seventh seven septième siebter siebte седьмой седьмая жетінші yedinci долдугаар",
    "8": "eighth eight huitième achter achte восьмой восьмая сегізінші sekizinci наймдугаар",
    "9": "ninth nine neuvième neunter neunte девятый девятая тоғызыншы dokuzuncu есдүгээр",
    "10": "tenth ten dixième zehnter zehnte десятый десятая оныншы onuncu аравдугаар",
}
ORDINALS = {word: number for number, words in _ORDINALS.items() for word in words.split()}

# A word after the number by which a sentence speaks of another provision or act.
CITING = named(
    "abs abs. absatz satz nr nr. nummer buchst. buchstabe halbsatz alternative alt. gg bgb stgb "
    "закона закону законом кодекса конституции федерального республики указа договора устава "
    "заңының заңы кодексінің конституциясының қазақстан закону кодексу конституції "
    "tfeu teu ec eu gdpr i.v.m. "
    "من في و هذا של לחוק ו के का की और แห่ง"
)
MONTHS = named(
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря "
    "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан "
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня "
    "januar februar märz april mai juni juli august september oktober november dezember "
    "january february march may june july october december "
    "janvier février mars avril juin juillet août septembre octobre novembre décembre"
)
# After these a line break does not end a sentence: «пункта / 5.», "Article / 26."
BEFORE_A_NUMBER = named(
    "nr nr. nummer nummern abs. absatz absätze satz § §§ artikel art. und oder bis vom am ab zum "
    "den article articles section sections paragraph paragraphs no. chapter part and or to from "
    "in of статья статьи статье статьей статьёй статей статью пункта пункт пункте пунктом "
    "пунктами пунктов подпункта подпункт подпунктом подпунктами главы частью части и или от до с "
    "№ по бабының тармағының және немесе"
)
