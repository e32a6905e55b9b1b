"""The JSON Schemas say what the tool itself accepts."""

import json
import tomllib

import jsonschema_rs
import pytest
from click.testing import CliRunner

from scaffolder.cli import cli
from scaffolder.extensions import EXTENSIONS, extensions_schema, settings_schema
from scaffolder.settings import parse


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("", True),
        ("[verify]\ntimeout = 300", True),
        ("[verify]\ntimeout = 0", False),
        ("[verify]\ntimeout = true", False),
        ("templates = 'own'", True),
        ("templates = ''", False),
        ("[into]\nbase = 'shop.db:Base'\nsync = true\nlayout = 'layer'\ntests = 'tests/api'", True),
        ("[into]\nbase = 'shop.db'", False),
        ("[into]\nlayout = 'flat'", False),
        ("[into]\nother = 1", False),
        ("[fill]\nmodel = 'a/b'\nparallel = 4\ninput_price = 0.5\nfallback = ['c']", True),
        ("[fill]\nparallel = 0", False),
        ("[style]\nguide = 'Short.'\nrules = ['No.']", True),
        ("[other]", False),
        ("[entities.Pet]\nentity = false\nx-tablename = 'pets'", True),
        ("[entities.Pet]\nentity = 1", False),
        ('[operations."GET /pets"]\nkind = "custom"', True),
        ('[operations."GET /pets"]\nkind = "list"', False),
        ("[entities]\nPet = 1", False),
    ],
)
def test_settings(text: str, *, valid: bool) -> None:
    assert jsonschema_rs.validator_for(settings_schema()).is_valid(tomllib.loads(text)) is valid
    if "entities" not in text and "operations" not in text:  # what overrides say is judged where they are applied
        assert (parse(text, "scaffold.toml")[1] == ()) is valid


def test_every_extension_has_an_example_that_its_schema_takes() -> None:
    for extension in EXTENSIONS:
        jsonschema_rs.validator_for(extension.schema).validate(json.loads(extension.example))


@pytest.mark.parametrize("name", ["settings", "extensions"])
def test_the_command_prints_them(name: str) -> None:
    result = CliRunner().invoke(cli, ["schema", name], standalone_mode=False)
    assert json.loads(result.stdout) == (settings_schema() if name == "settings" else extensions_schema())
