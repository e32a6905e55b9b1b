"""Sentences of descriptions that read like rules: which are found, and which become rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scaffolder import prose
from scaffolder.cli import run
from scaffolder.document import read
from scaffolder.flow import Request, generate, plan
from scaffolder.settings import parse

SPECS = Path(__file__).parents[2] / "specs"
PROSE = Path(__file__).parent / "prose"
DOCUMENT = """\
openapi: 3.1.0
info: {{title: Shelter, version: 1.0.0, description: A pet must not be fed twice.}}
paths:
  /pets:
    get:
      operationId: listPets
      description: A pet must not be listed twice.
      responses:
        "200":
          description: All.
          content: {{application/json: {{schema: {{type: array, items: {{$ref: "#/components/schemas/Pet"}}}}}}}}
    post:
      operationId: createPet
      description: |
        {post}
      requestBody:
        required: true
        content: {{application/json: {{schema: {{$ref: "#/components/schemas/PetCreate"}}}}}}
      responses:
        "201": {{description: Stored., content: {{application/json: {{schema: {{$ref: "#/components/schemas/Pet"}}}}}}}}
        "409": {{description: No.}}
  /pets/{{petId}}:
    get:
      operationId: getPet
      parameters: [{{name: petId, in: path, required: true, schema: {{type: integer}}}}]
      responses:
        "200": {{description: One., content: {{application/json: {{schema: {{$ref: "#/components/schemas/Pet"}}}}}}}}
components:
  schemas:
    Pet:
      type: object
      description: {pet}
      required: [id, name]
      properties:
        id: {{type: integer}}
        name: {{type: string, maxLength: 20, description: {name}}}
    PetCreate:
      type: object
      required: [name]
      description: Nobody can ever have more than one wish.
      properties: {{name: {{type: string, maxLength: 20, description: A wish must be granted once.}}}}
"""


def document(tmp_path: Path, *, post: str = "x", pet: str = "x", name: str = "x") -> Path:
    path = tmp_path / "api.yaml"
    lines = post.replace("\n", "\n        ")
    path.write_text(DOCUMENT.format(post=lines, pet=json.dumps(pet), name=json.dumps(name)))
    return path


def found(path: Path) -> list[prose.Sentence]:
    known, _ = read(str(path))
    assert known is not None
    return list(prose.sentences(known))


@pytest.mark.parametrize(
    "sentence",
    [
        "A pet cannot be adopted once it has left the shelter.",
        "A cage must be clean unless its pets know each other.",
        "Only a vaccinated pet can be adopted.",
        "A visitor can have at most 3 pets.",
        "The name of a pet can no longer change after its adoption.",
        "A pet may only leave with its owner.",
        "It is not possible to adopt a pet that is ill.",
        "An adopted pet may not be returned after a month.",
    ],
)
def test_a_sentence_that_states_a_rule_is_found(sentence: str, tmp_path: Path) -> None:
    path = document(tmp_path, post=f"Adds a pet. {sentence} It is stored.")
    texts = [(s.text, s.subject) for s in found(path) if s.operation]
    assert texts == [(sentence, "POST /pets")]


@pytest.mark.parametrize(
    "sentence",
    [
        "You must be logged in to do this.",
        "The request body must be JSON.",
        "The token must have the scope pets.",
        "The name must match the pattern given.",
        "There may or may not be pets.",
        "Pets that must be fed twice are listed first.",
        "The order cannot proceed because the pet is ill.",
        "Otherwise, it must not be done.",
        "Please note that pets cannot fly.",
        "Must be",
        "This endpoint can only be called once.",
        "Pets like to be fed.",
    ],
)
def test_what_asks_something_of_a_client_is_not(sentence: str, tmp_path: Path) -> None:
    assert [s for s in found(document(tmp_path, post=sentence)) if s.operation] == []


def test_code_tables_and_reading_operations_are_passed_over(tmp_path: Path) -> None:
    post = "Adds one.\n\n```\nA pet must not be sold.\n```\n\n| A pet must not be sold. |\n"
    assert [s.subject for s in found(document(tmp_path, post=post))] == ["PetCreate"]


def test_a_property_is_named_and_an_id_is_stable(tmp_path: Path) -> None:
    path = document(tmp_path, pet="A pet cannot be sold **twice**.", name="Must be unique among those of a shelter.")
    first, second, third = found(path)
    assert (first.text, first.subject) == ("A pet cannot be sold twice.", "Pet")
    assert second.text == "name: Must be unique among those of a shelter."
    assert first.id == "a-pet-cannot-be-sold-twice-88dbcb"
    assert found(document(tmp_path, pet="A pet cannot be sold twice. Really."))[0].id == first.id
    assert (third.subject, third.text) == ("PetCreate", "name: A wish must be granted once.")


def test_only_what_is_confirmed_becomes_a_rule(tmp_path: Path) -> None:
    path = document(tmp_path, pet="A pet cannot be sold twice. Only an adult can own a pet.")
    first, second = (s.id for s in found(path)[:2])
    out = tmp_path / "out"
    assert [r for e in plan(Request(str(path), out=out)).model.entities for r in e.rules] == []
    out.mkdir()
    settings = out / "scaffold.toml"
    settings.write_text(f'[rules]\n{first} = {{status = 422, on = ["create"]}}\n{second} = false\n')
    outcome = plan(Request(str(path), out=out))
    rules = [r for e in outcome.model.entities for r in e.rules]
    assert [(r.id, r.text, r.status, [m.value for m in r.on]) for r in rules] == [
        (first, "A pet cannot be sold twice.", 422, ["create"])
    ]
    assert [(s.sentence.id, s.taken, s.place.line) for s in outcome.sentences] == [
        (first, True, 32),
        (second, False, 32),
        (found(path)[2].id, False, 41),
    ]


def test_a_confirmed_sentence_is_a_placeholder(tmp_path: Path) -> None:
    path = document(tmp_path, post="A shelter cannot have more than ten pets.")
    sentence = next(s for s in found(path) if s.operation)
    out = tmp_path / "out"
    assert generate(Request(str(path), out=out, verify=False)).placeholders == ()
    (out / "scaffold.toml").write_text(f'[rules]\n{sentence.id} = {{text = "At most ten pets."}}\n')
    outcome = generate(Request(str(path), out=out, verify=False))
    assert [p.id for p in outcome.placeholders] == [sentence.id, f"test_{sentence.id}"]
    assert '"""At most ten pets."""' in (out / "app/pets/rules.py").read_text()


def test_what_its_author_calls_a_rule_is_one(tmp_path: Path) -> None:
    post = "Adds a pet.\n\nRules:\n\n- The oldest pet comes first.\n- Names are short.\n\nDone so.\n"
    path = document(tmp_path, post=post, pet="Business rule: pets sleep at noon. They like it.")
    called = [(s.text, s.subject) for s in found(path) if s.called]
    assert called == [
        ("pets sleep at noon.", "Pet"),
        ("The oldest pet comes first.", "POST /pets"),
        ("Names are short.", "POST /pets"),
    ]
    outcome = plan(Request(str(path), out=tmp_path / "none"))
    texts = [r.text for e in (*outcome.model.entities, *outcome.model.operations) for r in e.rules]
    assert texts == [text for text, _ in called]


def test_an_id_that_is_not_there_and_a_subject_that_is_not_stored_are_told(tmp_path: Path) -> None:
    path = document(tmp_path)
    (sentence,) = found(path)
    out = tmp_path / "out"
    out.mkdir()
    (out / "scaffold.toml").write_text(f"[rules]\n{sentence.id} = true\nnobody-knows-123456 = true\n")
    told = [(d.code, d.message, d.place.line) for d in plan(Request(str(path), out=out)).diagnostics]
    assert ("S006", "no sentence has the id 'nobody-knows-123456'", 3) in told
    assert any(code == "S007" and "PetCreate is no stored entity" in text and n == 2 for code, text, n in told)


def test_a_wrong_value_is_told(tmp_path: Path) -> None:
    _, findings = parse("[rules]\none = 3\ntwo = {state = 4}\nthree = true\n", "scaffold.toml")
    told = "true, false, or a table of text, on and status is expected"
    assert [(d.code, d.message, d.place.line) for d in findings] == [
        ("S004", f"[rules] one: {told}", 2),
        ("S004", f"[rules] two: {told}", 3),
    ]


def test_plan_lists_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = document(tmp_path, pet="A pet cannot be sold twice.")
    assert run(["plan", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "Sentences that read like rules" in shown
    assert "api.yaml:32" in shown
    assert run(["plan", str(path), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["sentences"]
    assert next((s["text"], s["taken"], s["line"]) for s in told) == ("A pet cannot be sold twice.", False, 32)


def test_nothing_of_the_specs_is_taken_that_is_no_rule() -> None:
    texts = {}
    for path in sorted(SPECS.glob("*.yaml")):
        known, _ = read(str(path))
        assert known is not None
        assert prose.with_rules(known, {})[0] is known or not any(s.called for s in prose.sentences(known))
        texts |= {path.name: [s.text for s in prose.sentences(known)]} if prose.sentences(known) else {}
    assert texts == {
        "api.yaml": ["The code is yours to choose, and cannot change afterwards."],
        "bare-arrays.yaml": ["A starter with loaves cannot be removed (409)."],
        "problem-details.yaml": ["A parcel with applications cannot be removed (409)."],
    }


LISTED = {
    "clinic.yaml": [
        ("A visit must not overlap with another one of the same doctor.", "POST /visits", 8),
        ("Only a doctor on duty can take a visit.", "POST /visits", 8),
        ("It is not possible to move a visit that has begun.", "PATCH /visits/{id}", 13),
    ],
    "filters.yaml": [
        ("A rule is not allowed to name itself.", "Rule", 21),
        ("The rule as text; it must end.", "Rule", 23),
        ("The rules of a filter cannot contradict each other.", "POST /rules", 10),
        ("A rule can only be part of one filter.", "POST /rules", 10),
    ],
    "fleet.json": [
        ("It may only leave with a driver.", "Van", 1),
        ("plate: Can no longer change after the registration.", "Van", 1),
        ("The number of seats must be positive!", "Van", 1),
        ("A van cannot be removed while it is on a trip.", "DELETE /vans/{id}", 1),
    ],
    "gallery.yaml": [
        ("A loan cannot be extended once the painting is back.", "Loan", 45),
        ("ends: Must not be more than a year after the beginning.", "Loan", 50),
        ("note: Only a curator can read it.", "Loan", 51),
        ("The painting must be insured unless the house is a partner.", "POST /loans", 14),
        ("A house can have at most five paintings at a time.", "POST /loans", 14),
    ],
    "shelves.yaml": [
        ("The shelf of a book must have room for it.", "NewBook", 24),
        ("A full shelf cannot be chosen.", "NewBook", 26),
        ("A lent book cannot be sold.", "POST /books", 8),
        ("A lent book cannot be sold.", "PUT /books/{id}", 8),
    ],
}


@pytest.mark.parametrize("name", [p.name for p in sorted(PROSE.iterdir())])
def test_what_descriptions_of_many_kinds_state_is_listed_and_nothing_is_taken(name: str) -> None:
    known, _ = read(str(PROSE / name))
    assert known is not None
    listed = prose.listed(known, {})
    assert [(s.sentence.text, s.sentence.subject, s.place.line) for s in listed] == LISTED[name]
    assert [s.sentence.text for s in listed if s.taken] == []
    assert prose.with_rules(known, {}) == (known, ())
