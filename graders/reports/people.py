"""The people of a class: a roster read from a table, and whose submission is whose."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from graders.course.due import EXAMPLE, read_moment
from graders.reports.safe import line
from graders.reports.tables import Table, TableError, read_table

KNOWN: Mapping[str, tuple[str, ...]] = {
    "id": (
        "id", "idnumber", "studentid", "studentnumber", "number", "sisuserid", "orgdefinedid",
    ),
    "name": ("name", "fullname", "student", "studentname"),
    "first": ("firstname", "givenname", "forename", "first"),
    "last": ("lastname", "surname", "familyname", "last"),
    "email": ("email", "emailaddress", "mail"),
    "section": ("section", "sections", "group", "groups", "class"),
    "other": ("sisloginid", "login", "loginid", "username", "userid"),
    "number": ("identifier", "key"),
    "moment": ("handedin", "submittedat", "lastmodifiedsubmission"),
}  # fmt: skip
"""How columns are headed that say who somebody is; letters and digits alone, in lower case."""
CANVAS = ("sisloginid", "sisuserid")
"""Where one of these stands, a column `ID` holds numbers of the platform's own, and no student's."""
CANVAS_BOOK = ("Student", "ID", "Section")
POSSIBLE, TEST_STUDENT = "points possible", "student, test"
"""Rows in a gradebook of Canvas's that are nobody, and it has others without a name."""
NUMBER = re.compile(r"(?:.*[_ ])?(\d+)", re.DOTALL)
NOBODY = {"section", "moment"}
"""The kinds of columns that do not say who somebody is."""
TITLES = "a name, an e-mail address or an id"


@dataclass(frozen=True)
class Person:
    """Somebody in a roster.

    `others` are further names by which a platform knows them. Its own `number` for them is nobody's id: it
    tells people of one name apart, and nothing else.
    """

    name: str = ""
    id: str = ""
    email: str = ""
    section: str = ""
    others: tuple[str, ...] = ()
    number: str = ""
    row: int = 0
    moment: datetime | None = None
    """When they handed in, where the table tells."""

    def __str__(self) -> str:
        own = self.name or self.email or self.id
        more = self.id or self.email
        return line(own if own == more or not more else f"{own} ({more})")


def read_roster(path: Path) -> list[Person]:
    """The people in a table with a column for their names, e-mail addresses or ids."""
    table = read_table(path)
    people = people_of(table)
    _refuse_doubles(path, people)
    return people


def people_of(table: Table) -> list[Person]:
    """Everybody in a table."""
    places = _columns(table)
    if not places.keys() - NOBODY:
        raise TableError(f"`{table.path}` has no column with {TITLES}; it has {table.listed()}.")
    found = []
    for number, row in enumerate(table.rows[1:], start=1):
        said = {kind: [row[place].strip() for place in those] for kind, those in places.items()}
        if any(any(texts) for kind, texts in said.items() if kind not in NOBODY):
            person = _person(said, number)
            found.append(replace(person, moment=_moment(table, said, number)))
    return list(filter(_is_student, found)) if table.has(*CANVAS_BOOK) else found


def _is_student(person: Person) -> bool:
    name = person.name.casefold()
    return bool(name) and not name.startswith(POSSIBLE) and name != TEST_STUDENT


def places_of_people(table: Table) -> set[int]:
    """The places of the columns that say who somebody is."""
    return {place for places in _columns(table).values() for place in places}


def _columns(table: Table) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    headings = [_bare(heading) for heading in table.headings]
    kinds = {name: kind for kind, names in KNOWN.items() for name in names}
    if any(name in headings for name in CANVAS):
        kinds["id"] = "number"
    for place, heading in enumerate(headings):
        if heading in kinds:
            found.setdefault(kinds[heading], []).append(place)
    return found


def _person(said: Mapping[str, Sequence[str]], row: int) -> Person:
    def first(kind: str) -> str:
        return next(filter(None, said.get(kind, ())), "")

    name = first("name") or " ".join(filter(None, (first("first"), first("last"))))
    ids = [one for one in said.get("id", ()) if one]
    others = [*ids[1:], *filter(None, said.get("other", ()))]
    return Person(name, first("id"), first("email"), first("section"), tuple(others), first("number"), row)


def _moment(table: Table, said: Mapping[str, Sequence[str]], row: int) -> datetime | None:
    text = next(filter(None, said.get("moment", ())), "")
    try:
        return read_moment(text)
    except ValueError:
        sentence = f"`{table.path}` has in row {row + 1} a time that cannot be read, `{line(text)}`"
        raise TableError(f"{sentence}; write it as {EXAMPLE}.") from None


def _refuse_doubles(path: Path, people: Sequence[Person]) -> None:
    def refuse(what: str, value: Callable[[Person], str]) -> None:
        seen: set[str] = set()
        for person in people:
            one = value(person).casefold()
            if one and one in seen:
                raise TableError(f"`{path}` has the {what} `{line(value(person))}` twice; take one away.")
            seen.add(one)

    refuse("id", lambda person: person.id)
    refuse("e-mail address", lambda person: person.email)
    refuse("name", lambda person: "" if person.id or person.email else person.name)


@dataclass(frozen=True)
class Joined:
    """Whose submission is whose; `strangers` are submissions of nobody, `missing` people without one."""

    of: Mapping[str, Person]
    strangers: tuple[str, ...]
    missing: tuple[Person, ...]


@dataclass(frozen=True)
class Called:
    """What is known of whose a submission is: its name, a platform's key, and who it is elsewhere."""

    name: str
    key: str = ""
    person: Person | None = None


def join(submissions: Iterable[Called], people: Sequence[Person], where: str) -> Joined:
    """Find the person of each submission, or refuse to guess."""
    finder = _Finder(people)
    of: dict[str, Person] = {}
    owner: dict[Person, str] = {}
    strangers = []
    for called in submissions:
        name = called.name
        found = finder.find(called)
        if not found:
            strangers.append(name)
        elif len(found) > 1:
            raise TableError(
                f"`{line(name)}` may be {found[0]} in row {found[0].row + 1} or {found[1]} in row "
                f"{found[1].row + 1} of `{where}`; call it by the id or the e-mail address of one."
            )
        elif found[0] in owner:
            raise TableError(
                f"`{line(owner[found[0]])}` and `{line(name)}` are both {found[0]} of `{where}`; "
                "take one away."
            )
        else:
            of[name] = found[0]
            owner[found[0]] = name
    return Joined(of, tuple(strangers), tuple(person for person in people if person not in owner))


class _Finder:
    """People by what they may be called, the surest first: ids, then names, then what stands before an @."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.levels: list[dict[str, list[Person]]] = [{}, {}, {}]
        for person in people:
            for level, names in enumerate(_called(person)):
                for name in {name for name in names if name}:
                    self.levels[level].setdefault(name, []).append(person)

    def find(self, called: Called) -> list[Person]:
        """Those who may be meant; who somebody is elsewhere comes first."""
        if (person := called.person) is not None:
            for name in filter(None, (person.id, person.email, person.name)):
                if found := self._named(name, called.key):
                    return found
        return self._named(called.name, called.key)

    def _named(self, name: str, key: str) -> list[Person]:
        number = NUMBER.fullmatch(key or name)
        bare = re.sub(r"_\d+$", "", name)
        for level, called in enumerate(self.levels):
            wanted = {name.casefold(), key.casefold()} if level == 0 else {_bare(name), _bare(bare)}
            found = list(dict.fromkeys(person for one in wanted for person in called.get(one, ())))
            if len(found) > 1 and number:
                found = [person for person in found if _is_number(person.number, number[1])] or found
            if found:
                return found
        return []


def _is_number(given: str, wanted: str) -> bool:
    found = NUMBER.fullmatch(given)
    return found is not None and found[1] == wanted


def _called(person: Person) -> tuple[set[str], set[str], set[str]]:
    sure = {one.casefold() for one in (person.id, person.email, *person.others)}
    return sure, set(_orders(person.name)), {_bare(person.email.partition("@")[0])}


def _orders(name: str) -> Iterator[str]:
    """`Doe, Jane` and `Jane Doe` are one name, and so is `doejane`."""
    last, comma, first = name.partition(",")
    words = (f"{first} {last}" if comma else name).split()
    for turn in range(len(words)):
        yield _bare("".join(words[turn:] + words[:turn]))


def _bare(text: str) -> str:
    """Letters and digits alone, without accents, in lower case."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if letter.isalnum())
