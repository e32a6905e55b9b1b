"""The bodies between placeholders' markers: one that a person or a model wrote stands, whatever was generated since."""

from __future__ import annotations

from collections.abc import Mapping

from scaffolder.bodies import regions


def bodies(text: str) -> Mapping[str, str]:
    """Each placeholder's lines between its markers."""
    return {region.id: text[region.start : region.end] for region in regions(text)}


def settle(base: str, yours: str, generated: str) -> tuple[str, str]:
    """Base and generated text with the user's bodies where those were written: so they are no matter of the merge.

    A placeholder that is no longer generated stays as it is: whether its body was edited is then the question. Where
    the user took the markers away and wrote what they wished, the generated body is no news either.
    """
    written, wanted = bodies(yours), bodies(generated)
    default = {key: body for key, body in bodies(base).items() if key in wanted}
    ours = {key: body for key, body in written.items() if body != default.get(key, body)}
    removed = {key: body for key, body in default.items() if key not in written}
    return _with(base, ours), _with(generated, {**removed, **ours})


def keep_bodies(written: Mapping[str, str], generated: str) -> str:
    """The generated text with bodies that stand, each with its lines as they are."""
    return _with(generated, written)


def _with(text: str, wanted: Mapping[str, str]) -> str:
    for region in reversed(list(regions(text)) if wanted else []):
        text = text[: region.start] + wanted.get(region.id, text[region.start : region.end]) + text[region.end :]
    return text
