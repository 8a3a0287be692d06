"""What is to be hidden and how: the options that ``embed`` has with a server and without."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from functools import wraps
from pathlib import Path
from typing import Any, get_type_hints

from cloak_cli.made_file import output_for
from cloak_cli.options import (
    AskPassphrase,
    Channel,
    FileToHide,
    Mode,
    ModeChoice,
    Output,
    OutputChoice,
    PassphraseFile,
    PictureToHide,
    Rate,
    TextToHide,
)
from cloak_cli.payload_input import ToHide, to_hide
from cloak_cli.secret_input import passphrase


@dataclass(frozen=True, slots=True)
class Order:
    """What to hide, and how, once everything is read and asked for."""

    hidden: ToHide
    mode: ModeChoice
    output: OutputChoice | None
    channel: str | None
    rate: float | None
    passphrase: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wish:
    """The options, in the order in which help shows them."""

    text: TextToHide = None
    file: FileToHide = None
    image: PictureToHide = None
    mode: Mode = None
    passphrase_file: PassphraseFile = None
    ask_passphrase: AskPassphrase = False
    output: Output = None
    channel: Channel = None
    rate: Rate = None

    def order(self, out: Path) -> Order:
        """What is meant, for a picture to be made at ``out``; raises BadParameter."""
        hidden = to_hide(self.text, self.file, self.image, self.passphrase_file)
        secret = passphrase(self.passphrase_file, ask=self.ask_passphrase, confirm=True)
        mode = hidden.mode(self.mode)
        output = output_for(out, self.output, mode)
        return Order(hidden, mode, output, self.channel, self.rate, secret)


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options of its parameter ``wish`` as parameters of its own."""
    own = dict(inspect.signature(command, eval_str=True).parameters)
    del own["wish"]
    kinds = get_type_hints(Wish, include_extras=True)
    spread_out = [_parameter(one.name, kinds[one.name], one.default) for one in fields(Wish)]
    kept = [_parameter(one.name, one.annotation, one.default) for one in own.values()]

    @wraps(command)
    def flat(**given: Any) -> None:
        wish = Wish(**{one.name: given.pop(one.name) for one in fields(Wish)})
        command(wish=wish, **given)

    needed = [one for one in kept if one.default is inspect.Parameter.empty]
    rest = [one for one in kept if one.default is not inspect.Parameter.empty]
    signature = inspect.Signature([*needed, *spread_out, *rest])
    flat.__signature__ = signature  # type: ignore[attr-defined]  # what typer reads
    flat.__annotations__ = {one.name: one.annotation for one in signature.parameters.values()}
    return flat


def _parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    given = inspect.Parameter.empty if default is MISSING else default
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=given, annotation=annotation
    )
