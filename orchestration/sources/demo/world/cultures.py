"""How people are called, where they live, and what they call their work."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Culture:
    """Names are written `shown` or `shown/latin`; titles go from the head of the company to the newcomer."""

    country: str
    weight: int
    currency: str
    utc_offset: int
    legal_form: str
    given: str
    family: str
    titles: tuple[tuple[str, ...], ...]


CULTURES = (
    Culture(
        "United States", 34, "USD", -5, "Inc.",
        "Olivia Liam Emma Noah Ava Ethan Sophia Mason Grace Henry",
        "Walker Harris Bennett Coleman Foster Hayes Null Reed O'Connor Turner",
        (("CEO", "Chief Marketing Officer"), ("VP Marketing", "VP Sales"),
         ("Director of Operations", "Marketing Director"), ("Marketing Manager", "Purchasing Manager"),
         ("Analyst", "Intern")),
    ),
    Culture(
        "Germany", 18, "EUR", 1, "GmbH",
        "Jürgen Anneliese Lukas Mareike Björn Käthe Florian Sabine",
        "Müller Schröder Weiß Krüger Jäger Vogel Hoffmann Brandt",
        (("Geschäftsführer", "Geschäftsführerin"), ("Vizepräsident Vertrieb", "Bereichsleiter Marketing"),
         ("Direktor Einkauf", "Vertriebsdirektor"),
         ("Einkaufsleiter", "Marketing Manager"), ("Sachbearbeiter", "Werkstudent")),
    ),
    Culture(
        "Mexico", 10, "USD", -6, "S.A. de C.V.",
        "José María Lucía Alejandro Íñigo Ximena Raúl Inés",
        "García Hernández Núñez Peña Ramírez Ortega Ibáñez Solís",
        (("Director General", "Presidente"), ("Vicepresidente Comercial", "Vicepresidente de Ventas"),
         ("Directora de Marketing", "Director de Operaciones"),
         ("Gerente de Compras", "Gerente de Marketing"), ("Analista", "Becario")),
    ),
    Culture(
        "Brazil", 12, "BRL", -3, "Ltda.",
        "João Conceição Thiago Fernanda Antônio Letícia Caio Beatriz",
        "Silva Gonçalves Araújo Magalhães Souza Assunção Ribeiro Falcão",
        (("Diretor Executivo", "Sócio-proprietário"), ("Vice-presidente Comercial", "Vice-presidente de Vendas"),
         ("Diretora de Marketing", "Diretor de Operações"),
         ("Gerente de Compras", "Gerente de Marketing"), ("Analista", "Estagiário")),
    ),
    Culture(
        "China", 16, "CNY", 8, "有限公司",
        "伟/wei 芳/fang 娜/na 秀英/xiuying 敏/min 静/jing 磊/lei 洋/yang",
        "王/wang 李/li 张/zhang 刘/liu 陈/chen 杨/yang 欧阳/ouyang 司马/sima",
        (("总经理", "首席执行官"), ("副总裁", "副总经理"), ("总监", "市场总监"),
         ("采购经理", "市场经理"), ("专员", "实习生")),
    ),
    Culture(
        "United Arab Emirates", 5, "USD", 4, "LLC",
        "محمد/mohammed فاطمة/fatima علي/ali مريم/maryam خالد/khalid نورة/noura",
        "الهاشمي/alhashimi المنصوري/almansoori حداد/haddad خوري/khoury",
        (("الرئيس التنفيذي", "CEO"), ("نائب الرئيس", "VP Sales"), ("مدير عام", "Director of Operations"),
         ("مدير التسويق", "Purchasing Manager"), ("محلل", "Analyst")),
    ),
    Culture(
        "France", 5, "EUR", 1, "SAS",
        "Chloé François Zoé Loïc Anaïs Benoît",
        "Lefèvre Moreau Béranger Dupré Garçon Noël",
        (("PDG", "Directrice Générale"), ("Vice-président Ventes", "Vice-présidente Marketing"),
         ("Directrice Marketing", "Directeur des Achats"),
         ("Responsable Achats", "Responsable Marketing"), ("Assistant", "Stagiaire")),
    ),
)  # fmt: skip
# Roughly: what costs a dollar in one country does not cost a yuan in another.
TENTHS_PER_DOLLAR = {"USD": 10, "EUR": 9, "BRL": 56, "CNY": 72}


def shown_and_latin(words: str) -> tuple[list[str], list[str]]:
    """The names of a culture as people write them, and as they stand in a mail address."""
    pairs = [word.partition("/") for word in words.split()]
    return [shown for shown, _, _ in pairs], [latin(latin_form or shown) for shown, _, latin_form in pairs]


def latin(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return "".join(letter for letter in plain.lower() if letter.isalnum())
