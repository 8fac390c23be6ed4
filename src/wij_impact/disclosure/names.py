"""Who is in a text: what the scan of open answers finds, and names by their capital or because many bear them."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from wij_impact.disclosure.text import scan_open_answers

__all__ = ["identifying"]

#: First names that many people in the Netherlands bear; a sentence may start with one.
_FIRST = """
aafke aaliyah abdel abdi abdullah achmed adam agnieszka ahmed aisha albert alex ali amadou amal amina amir
amira amy an ana anas andrzej anil anja anke anna anne anneke annelies annemarie annie anouar anouk ans antoon
arie arjan arjen arthur auke awa ayoub ayse ayşe aziza bart bas bashir baukje ben berend bianca bilal bob
boris bouke bram brechtje brigitte burak carla carlos carolien charlotte chris christiaan claudia cor corrie
daan dana daniel daniela danielle david deborah delano demi denise dennis dewi diana dirk djamila djoeke
dmytro doutzen driss durk eelco elif eline elisabeth elise els emily emma emre eppie eric erik esmee esra
esther eva evelien ewa fadi faisal farah fatih fatiha fatima fatma fatou feike femke fenna fenno fleur floor
floris fokke foppe frank frans fred froukje gea geert geertje gerard gerben gerda gerrit gijs grietje hafida
hamza hanna hannah hanneke hans harm harry hasan hassan heleen henk herman hielke hilbert hilde hind hindrik
hodan hugo hui ibrahim ilona ilse imane imran inge ingrid irene iris iryna isa ismail jaap jacob jacqueline
jamal jamila jan jana janine janneke jannie jantien jantje jasmijn jasper jayden jelle jelte jeltje jens
jermaine jeroen jesse jip jitske job jochem joep johan johannes joke jolanda jolien joost jorge joris jorrit
jort jos joshua jouke joyce juan judith julia jurgen jurre karel karim karima karin katarzyna kees kevin
khadija khalid kim klaas klaasje koen laila lammert lars laura leila lena leo levi lia liam lieke lies
liesbeth lily linda linh lisa lisanne lolke lotte louis luca lucas luit luuk maaike maarten maartje maja
malika manon marcel marek margje margriet maria mariam marianne marieke marijke marja mark marleen marloes
martijn martin martje maryam maryama mats matthijs max mehmet meindert meint melanie menno merel meryem
michael michelle mieke mila milan mina ming minke mirjam mo mohamed mohammed mona monique mouad murat mustafa
nadia naima najat nanne naomi natalia nathalie nguyen nick nicole niels nienke nina noa noah noor nour nynke
okke oksana olga olivia omar oscar patricia patrick paul pauline peter petra piet pieter pim piotr pleun popke
priya quinten rachel rachid rachida radj ramon rania rayan rebecca rein reinder reinou remco renate rene
renske rianne richard rick rikst rinse robert robin roel roelof roos rosa rosita ruben ruerd rutger said salma
sam samir samira samuel sander sandra sanne sara sarah saskia sebastiaan selam selma sem senna shanice siebe
siebren sietske siham sijtje simen simon simone sipke sjoerd sofia sofie sophie soraya soufiane stefan stijn
sunita suzan suzanne sven svetlana sylvia sytske taeke tamara tariq tesfay tess teun thea thijmen thijs thomas
tijn tim timo tineke tjeerd tjitske tom tomasz trijntje trudy truus ursula valerie vera victor vincent
volodymyr wei wessel wiebe wiebren wietske willem willemijn wilma wim wopke wouter wytske yara yasin yasmin
yasmina yassin yonas youssef ype yusra yusuf yvonne zahra zainab zakaria zara zehra zeynep
"""
_NAMES = frozenset(_FIRST.split())
#: Words with a capital that are nobody: places, laws, organisations and programs of the field.
_PLACES = """
nederland nederlands nederlandse engels engelse turks turkse arabisch arabische pools poolse groningen
groninger ten boer haren hoogkerk jeugdwet participatiewet wlz wmo zvw zorgverzekeringswet wijk wij jim ojg
poh ggz ggd cjg uwv svb duo vso vo po mbo hbo mdft ambulant basis jeugdhulp veilig thuis euro excel leger
heils humanitas januari februari maart april mei juni juli augustus september oktober november december kerst
corona covid rijk gemeente
"""
_NOBODY = frozenset(_PLACES.split())
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def identifying(text: str) -> tuple[str, ...]:
    """What in a text could say who it is about: kinds, each once, in the order name, address, number.

    Parameters
    ----------
    text : str
        A field of a form that has to be about nobody.

    Returns
    -------
    tuple of str
        ``name``, ``date``, ``e-mail address``, ``phone number``, ``IBAN``, ``postcode``, ``address``, ``BSN``. What was
        found is not repeated. Empty is no guarantee.

    Notes
    -----
    Besides the scan of open answers: a word with a capital inside a sentence that is no abbreviation and no place,
    law or organisation known here; and a common first name anywhere. So an organisation may be taken for a person: it
    can be written in small letters.

    Examples
    --------
    >>> identifying("De moeder van Fatima belde."), identifying("Twee kinderen, dreigende huisuitzetting. WIJ regelt.")
    (('name',), ())
    """
    plain = unicodedata.normalize("NFKC", text).replace("\u200b", "").replace("\u00ad", "")
    kinds = [str(one) for one in scan_open_answers(pd.Series([plain]))["kind"]]
    return tuple(dict.fromkeys([*(["name"] if _named(plain) else []), *kinds]))


def _named(text: str) -> bool:
    for found in _WORD.finditer(text):
        word = found.group()
        if word[0].islower() or word.casefold() in _NOBODY:
            continue
        if word.casefold() in _NAMES:
            return True
        before = text[: found.start()].rstrip(" \"'“”‘’(–-")
        starts = not before or before[-1] in ".!?:;\n/"
        if not starts and not (word.isupper() and len(word) <= 6):
            return True
    return False
