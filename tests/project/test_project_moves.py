"""Files that the user moved, modules that the document renamed: the update finds them."""

from dataclasses import replace
from pathlib import Path

from scaffolder.changes import Action, Changes
from scaffolder.facts import Renamed
from scaffolder.project import condition, update

from .conftest import ORIGIN, Run, actions, times, tree

MODULE = '"""Pets."""\n\n\ndef one() -> int:\n    return 1\n\n\ndef two() -> int:\n    return 2\n'


def test_a_moved_file_gets_the_update_at_its_new_place(run: Run, root: Path) -> None:
    run({"app/pets.py": MODULE})
    (root / "app/animals").mkdir()
    (root / "app/pets.py").rename(root / "app/animals/pets.py")

    changes = run({"app/pets.py": MODULE.replace("return 2", "return 20")})

    assert [(c.path, c.action, c.note) for c in changes.files] == [
        ("app/animals/pets.py", Action.UPDATED, "moved by you from app/pets.py")
    ]
    assert (root / "app/animals/pets.py").read_text() == MODULE.replace("return 2", "return 20")
    assert not (root / "app/pets.py").exists()


def test_a_moved_and_edited_file_is_merged_then_and_later(run: Run, root: Path) -> None:
    run({"app/pets.py": MODULE})
    (root / "app/pets.py").rename(root / "app/mine.py")
    (root / "app/mine.py").write_text(MODULE.replace("return 1", "return 10"))

    run({"app/pets.py": MODULE.replace("return 2", "return 20")})
    (root / "app/mine.py").write_text("# nothing left of it\n\n\n" + (root / "app/mine.py").read_text())
    run({"app/pets.py": MODULE.replace("return 2", "return 30")})

    expected = MODULE.replace("return 1", "return 10").replace("return 2", "return 30")
    assert (root / "app/mine.py").read_text() == "# nothing left of it\n\n\n" + expected
    assert condition(root).moved == (("app/pets.py", "app/mine.py"),)


def test_a_new_file_of_the_user_is_not_taken_for_a_deleted_one(run: Run, root: Path) -> None:
    run({"app/pets.py": MODULE})
    (root / "app/pets.py").unlink()
    (root / "app/other.py").write_text('"""Mine."""\n\nimport os\n\nX = 1\nY = 2\nZ = 3\n')

    changes = run({"app/pets.py": MODULE.replace("return 2", "return 20")})

    assert actions(changes) == {"app/pets.py": Action.DELETED}


def test_a_moved_file_that_is_no_longer_generated_stays(run: Run, root: Path) -> None:
    run({"app/pets.py": MODULE, "a.py": "1\n"})
    (root / "app/pets.py").rename(root / "app/mine.py")

    assert actions(run({"a.py": "1\n"}))["app/mine.py"] is Action.RELEASED
    assert (root / "app/mine.py").read_text() == MODULE


OLD = '''\
"""Pets."""

from app.pets import schemas


class PetRepository:
    name = 1


def list_pets() -> int:
    return 1
'''
NEW = OLD.replace("app.pets", "app.animals").replace("Pet", "Animal").replace("list_pets", "list_animals")


def renamed(root: Path, files: dict[str, str]) -> Changes:
    words = (("pets", "animals"), ("Pets", "Animals"), ("pet", "animal"), ("Pet", "Animal"))
    facts = Renamed(modules=(("pets", "animals"),), words=words)
    return update(root, tree(files), replace(ORIGIN, renamed=facts))


def test_a_renamed_module_takes_edits_along(run: Run, root: Path) -> None:
    run({"app/pets/repository.py": OLD, "app/main.py": "import app.pets\n"})
    mine = OLD + "\n\ndef mine(pets: PetRepository) -> PetRepository:\n    return pets\n"
    (root / "app/pets/repository.py").write_text(mine)

    changes = renamed(root, {"app/animals/repository.py": NEW, "app/main.py": "import app.animals\n"})

    assert [(c.path, c.action) for c in changes.files] == [
        ("app/animals/repository.py", Action.MERGED),
        ("app/main.py", Action.UPDATED),
    ]
    text = NEW + "\n\ndef mine(animals: AnimalRepository) -> AnimalRepository:\n    return animals\n"
    assert (root / "app/animals/repository.py").read_text() == text
    assert not (root / "app/pets").exists()


def test_a_renamed_module_that_nobody_edited_moves(run: Run, root: Path) -> None:
    run({"app/pets/repository.py": OLD})

    changes = renamed(root, {"app/animals/repository.py": NEW})

    assert [(c.path, c.action, c.note) for c in changes.files] == [
        ("app/animals/repository.py", Action.UPDATED, "renamed from app/pets/repository.py")
    ]
    assert (root / "app/animals/repository.py").read_text() == NEW


def test_what_a_rename_leaves_as_it_is_is_not_touched(run: Run, root: Path) -> None:
    run({"app/main.py": "PETS = 1\nPet = 1\n", "app/pets/x.py": OLD})
    (root / "app/main.py").write_text("PETS = 1\nPet = 1\n\n\ndef mine() -> int:\n    return PETS + Pet\n")
    before = times(root)["app/main.py"]

    renamed(root, {"app/main.py": "PETS = 1\nPet = 1\n", "app/animals/x.py": NEW})

    assert times(root)["app/main.py"] == before


def test_a_renamed_column_is_renamed_in_the_users_code(run: Run, root: Path) -> None:
    old = "class Pet:\n    nick: str\n    age: int\n"
    run({"app/pets/models.py": old})
    (root / "app/pets/models.py").write_text(old + "\n    def mine(self) -> str:\n        return self.nick\n")
    facts = Renamed(columns=(("pets", "nick", "nickname"),))

    new = old.replace("nick", "nickname")
    update(root, tree({"app/pets/models.py": new}), replace(ORIGIN, renamed=facts))

    assert (
        root / "app/pets/models.py"
    ).read_text() == new + "\n    def mine(self) -> str:\n        return self.nickname\n"
