"""What a column of a table can mean, and how its title is recognised in Spanish, Portuguese and English. Pure."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from clinic_app.core.i18n import LANGUAGES, N_, translate
from clinic_app.patients.models import Relationship

MOST_GUARDIANS = 9
GUARDIAN = N_("Responsable")


@dataclass(frozen=True)
class Target:
    """A field that a column may fill. `words` are the titles by which it is known, besides its own in each language."""

    name: str
    title: str
    words: tuple[str, ...] = ()


def _target(name: str, title: str, words: str = "") -> Target:
    return Target(name, title, tuple(part.strip() for part in words.split(",") if part.strip()))


def set_of(words: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(words.split())


# Not fields of a patient but usual columns: they are split into the fields.
SURNAMES, SURNAMES_FIRST, NAMES_FIRST, FULL_NAME = "apellidos", "apellidos_nombres", "nombres_apellidos", "nombre_completo"

PATIENT = (
    _target("tipo_documento", N_("Tipo de documento"), "tipo doc, tipo, tipo documento identidad, tipo identificacion, document type, doc type, id type, tipo id"),
    _target("numero_documento", N_("Número de documento"), "documento, dni, doc, documento identidad, doc identidad, nro doc, cedula, identificacion, cpf, rut, run, pasaporte, carnet,"
            "documento dni, dni ce, document, id, id number, identity document, passport, identity number, national id"),
    _target("nombres", N_("Nombres"), "nombre, primer nombre, nombres pila, given name, given names, first name, first names, nome, nomes, prenome, primeiro nome, name, names"),
    _target("apellido_paterno", N_("Apellido paterno"), "primer apellido, paterno, ap paterno, a paterno, ape paterno, apellido 1, first surname, paternal surname, primeiro sobrenome"),
    _target("apellido_materno", N_("Apellido materno"), "segundo apellido, materno, ap materno, a materno, ape materno, apellido 2, second surname, maternal surname, segundo sobrenome"),
    _target(SURNAMES, N_("Apellidos (los dos)"), "apellidos, apellido, last name, last names, surname, surnames, family name, sobrenome, sobrenomes"),
    _target(SURNAMES_FIRST, N_("Apellidos y nombres"), "apellidos nombres, apellido nombre, apellidos nombre, surname name, surnames names, last name first name"),
    _target(NAMES_FIRST, N_("Nombres y apellidos"), "nombres apellidos, nombre apellido, nombre apellidos, nombre completo, full name, complete name, nome completo, nome sobrenome, paciente, patient"),
    _target("fecha_nacimiento", N_("Fecha de nacimiento"), "nacimiento, fecha nac, fec nac, f nac, fn, fnac, fec nacimiento, f nacimiento, date birth, birth date, birthdate, birthday, birth,"
            "dob, data nascimento, nascimento, dt nasc, data nasc, dt nascimento, cumpleanos"),
    _target("sexo", N_("Sexo"), "genero, sex, gender, sexo genero"),
    _target("lugar_nacimiento", N_("Lugar de nacimiento"), "lugar nac, birth place, birthplace, place birth, local nascimento, naturalidade"),
    _target("direccion", N_("Dirección"), "domicilio, dir, direccion actual, domicilio actual, address, home address, street, endereco, direccion domicilio"),
    _target("distrito", N_("Distrito"), "district, bairro, comuna, ciudad, city, cidade"),
    _target("provincia", N_("Provincia"), "province, municipio"),
    _target("departamento", N_("Departamento"), "department, region, estado, state, dpto, depto"),
    _target("ubigeo_cod", N_("Ubigeo"), "codigo ubigeo, cod ubigeo, ubigeo codigo"),
    _target("grupo_sanguineo", N_("Grupo sanguíneo"), "tipo sangre, grupo sangre, tipo sanguineo, tipo sangue, grupo factor, factor rh, grupo factor rh, blood group, blood type"),
    _target("telefono", N_("Teléfono"), "celular, movil, cel, tel, telf, tlf, fono, phone, mobile, cell, cellphone, cell phone, mobile phone, whatsapp, telefone, contacto, telefono celular,"
            "telefono movil, telefono fijo, telefono contacto, contato"),
    _target("email", N_("Correo"), "email, e mail, mail, correo electronico, email address, e mail address"),
    _target("observaciones", N_("Observaciones"), "observacion, obs, notas, nota, comentarios, comentario, notes, comments, remarks, observacoes"),
)  # fmt: skip
OF_GUARDIAN = (
    _target("tipo_documento", N_("Tipo de documento"), "tipo doc, tipo, document type, doc type, id type"),
    _target(
        "numero_documento", N_("Número de documento"), "documento, dni, doc, documento identidad, cedula, cpf, rut, document, id, id number"
    ),
    _target("nombres", N_("Nombres"), "nombre, given name, given names, first name, nome, nomes, name, names"),
    _target("apellidos", N_("Apellidos"), "apellido, last name, surname, surnames, sobrenome, sobrenomes"),
    _target(FULL_NAME, N_("Nombre completo"), "nombres apellidos, apellidos nombres, nombre apellido, full name, nome completo"),
    _target("parentesco", N_("Parentesco"), "relacion, vinculo, relationship, relation, kinship"),
    _target("telefono", N_("Teléfono"), "celular, movil, cel, tel, telf, phone, mobile, cell, whatsapp, telefone, contacto, contato"),
    _target(
        "telefono_alternativo",
        N_("Otro teléfono"),
        "telefono alternativo, telefono 2, celular 2, other phone, alternative phone, outro telefone",
    ),
    _target("email", N_("Correo"), "email, e mail, mail, correo electronico"),
    _target("direccion", N_("Dirección"), "domicilio, address, endereco"),
    _target("es_principal", N_("Es el responsable principal"), "principal, es principal, main"),
    _target(
        "puede_autorizar_procedimientos", N_("Puede autorizar procedimientos"), "puede autorizar, autoriza, can authorize, pode autorizar"
    ),
)
REQUIRED = ("nombres", "apellido_paterno", "fecha_nacimiento", "sexo")
# what fills a required field without bearing its name
ALSO_FILLS = {
    "nombres": (SURNAMES_FIRST, NAMES_FIRST),
    "apellido_paterno": (SURNAMES, SURNAMES_FIRST, NAMES_FIRST),
}
_ANY, _MOTHER, _FATHER = "", Relationship.MOTHER.value, Relationship.FATHER.value
_GUARDIAN_WORDS = {
    **dict.fromkeys(("responsable", "responsavel", "apoderado", "apoderada", "tutor", "tutora", "acompanante", "familiar", "guardian", "parent", "encargado", "representante"), _ANY),
    **dict.fromkeys(("madre", "mama", "mother", "mae"), _MOTHER),
    **dict.fromkeys(("padre", "papa", "father", "pai"), _FATHER),
}  # fmt: skip
_SILENT = set_of(
    "de del la el los las lo do da dos das of the n no nro num numero number s a es y e o and paciente patient nino nina menor beneficiario child"
)
PATIENT_BY_NAME = {target.name: target for target in PATIENT}
GUARDIAN_BY_NAME = {target.name: target for target in OF_GUARDIAN}


@dataclass
class Mapping:
    """What each column means ("" for nothing; `r1.telefono` for the first guardian), and whose mother or father a group is."""

    columns: list[str]
    kin: dict[str, str] = field(default_factory=dict)

    def index_of(self, target: str) -> int | None:
        return self.columns.index(target) if target in self.columns else None

    @property
    def groups(self) -> list[str]:
        """The guardians that columns speak of, in order: `r1`, `r2`…"""
        return sorted({name.partition(".")[0] for name in self.columns if "." in name})

    def missing(self) -> list[str]:
        """The required fields that no column fills."""
        return [name for name in REQUIRED if not {name, *ALSO_FILLS.get(name, ())} & set(self.columns)]


def folded(text: str) -> str:
    """Lower case, without accents, signs and double spaces: how titles and codes are compared."""
    plain = unicodedata.normalize("NFD", text.lower().replace("º", " ").replace("°", " ").replace("ª", " "))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", "".join(sign for sign in plain if not unicodedata.combining(sign))).split())


def _tokens(title: str) -> tuple[str, ...]:
    words = folded(title).split()
    return tuple(word for word in words if word not in _SILENT) or tuple(words)


@cache
def _known(kind: str) -> dict[tuple[str, ...], str]:
    """Title -> target; the first that claims a title keeps it."""
    found: dict[tuple[str, ...], str] = {}
    for target in PATIENT if kind == "patient" else OF_GUARDIAN:
        own = [translate(language, target.title) for language in LANGUAGES]
        for words in (*own, target.name.replace("_", " "), *target.words):
            found.setdefault(_tokens(words), target.name)
    if kind == "guardian":
        who, company = _guardian_words()
        for title, name in list(found.items()):  # `Is the main responsible person` after its guardian was taken out
            found.setdefault(tuple(word for word in title if word not in who and word not in company), name)
        found.pop((), None)
    return found


@cache
def _guardian_words() -> tuple[dict[str, str], frozenset[str]]:
    """The words that speak of a guardian, and those that only accompany them (`person` of `responsible person`)."""
    own = [folded(translate(language, GUARDIAN)).split() for language in LANGUAGES]
    return {words[0]: _ANY for words in own} | _GUARDIAN_WORDS, frozenset(word for words in own for word in words[1:])


def meaning(title: str) -> tuple[str, str, str]:
    """(target, whose mother or father, number) of one title; the target is "" when nobody knows it.

    A guardian's target begins with `r.`; its number is "" when the title has none.
    """
    words = folded(title).split()
    guardian, company = _guardian_words()
    spoken = [word for word in words if word in guardian]
    if not spoken:
        target = _known("patient").get(_tokens(title), "")
        if not target and _known("guardian").get(_tokens(title)) == "parentesco":
            return "r.parentesco", _ANY, ""
        return target, "", ""
    rest = [word for word in words if word not in guardian and word not in company]
    if rest == ["principal"]:  # `Responsable principal` is who, not whether
        rest = []
    number = next((word for word in rest if word.isdigit() and 0 < int(word) <= MOST_GUARDIANS), "")
    if number:
        rest.remove(number)
    kin = next((guardian[word] for word in spoken if guardian[word]), _ANY)
    said = _tokens(" ".join(rest))
    own = _known("guardian").get(
        tuple(word for word in _tokens(title) if word != number), ""
    )  # "Es el responsable principal" is a title itself
    target = own or (FULL_NAME if not said or set(said) <= _SILENT else _known("guardian").get(said, ""))
    return (f"r.{target}" if target else ""), kin, number


def guess(titles: Sequence[str]) -> Mapping:
    """What the columns of a table mean, by their titles; each target once, the first column wins."""
    found = Mapping([""] * len(titles))
    groups: dict[tuple[str, str], str] = {}
    for index, title in enumerate(titles):
        target, kin, number = meaning(title)
        if target.startswith("r."):
            group = groups.setdefault((kin, number), f"r{len(groups) + 1}")
            if len(groups) > MOST_GUARDIANS:
                continue
            if kin:
                found.kin[group] = kin
            target = group + target[1:]
        if target and target not in found.columns:
            found.columns[index] = target
    return _settle_names(found)


def _settle_names(found: Mapping) -> Mapping:
    """A single column of names holds the whole name; a column of surnames beside it says that it does not."""
    columns = found.columns
    surnames = {SURNAMES, "apellido_paterno"} & set(columns)
    if "nombres" in columns and not surnames and not {SURNAMES_FIRST, NAMES_FIRST} & set(columns):
        columns[columns.index("nombres")] = NAMES_FIRST
    for group in found.groups:
        named, whole = f"{group}.nombres", f"{group}.{FULL_NAME}"
        if named in columns and f"{group}.apellidos" not in columns and whole not in columns:
            columns[columns.index(named)] = whole
    if SURNAMES in columns and "apellido_materno" in columns and "apellido_paterno" not in columns:
        columns[columns.index(SURNAMES)] = "apellido_paterno"
    return found


def recognised(titles: Sequence[str]) -> int:
    """How many of these titles are known."""
    return sum(1 for title in titles if title and meaning(title)[0])


def signature(titles: Sequence[str]) -> str:
    """The same for two tables with the same titles in the same order."""
    return hashlib.sha256("\x1f".join(folded(title) for title in titles).encode()).hexdigest()


def title_of(target: str, locale: str) -> str:
    """The title under which a target is exported, offered and complained about: `Responsable 1: Teléfono`."""
    group, dot, name = target.rpartition(".")
    if not dot:
        return translate(locale, PATIENT_BY_NAME[name].title) if name in PATIENT_BY_NAME else name
    title = translate(locale, GUARDIAN_BY_NAME[name].title) if name in GUARDIAN_BY_NAME else name
    return f"{translate(locale, GUARDIAN)} {group[1:]}: {title}"


def is_target(name: str) -> bool:
    """Whether a mapping may hold this name."""
    group, dot, field_name = name.rpartition(".")
    if not dot:
        return name == "" or name in PATIENT_BY_NAME
    return bool(re.fullmatch(rf"r[1-{MOST_GUARDIANS}]", group)) and field_name in GUARDIAN_BY_NAME
