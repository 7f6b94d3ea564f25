"""The part of Power Query's language M that the recipe in the documentation uses, read and run.

Excel and Power BI cannot run here. The grammar is that of the language specification (let, if,
functions, each, records, lists, access to fields), everything else is a syntax error. Values are
worked out when they are asked for, as there.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

_TOKEN = re.compile(
    r'\s*(?:(?P<text>"(?:[^"]|"")*")|(?P<name>[A-Za-z_][\w.]*)|(?P<sign>=>|<>|[=&(),\[\]{}]))'
)
_KEYWORDS = {"let", "in", "if", "then", "else", "each", "null", "as", "true", "false"}

Scope = Mapping[str, Callable[[], Any]]
Code = Callable[[Scope], Any]


class MError(Exception):
    """A script that Power Query would not take."""


def run(script: str, library: Mapping[str, Any]) -> Any:
    """Return what a script gives, with the functions and parameters of `library`."""
    reader = _Reader(script)
    code = reader.expression()
    reader.end()
    return code({name: lambda value=value: value for name, value in library.items()})


def field(record: Any, name: str) -> Any:
    if not isinstance(record, dict) or name not in record:
        msg = f"there is no field {name}"
        raise MError(msg)
    return record[name]


class _Reader:
    """Reads a script into code, by recursive descent."""

    def __init__(self, script: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        place, script = 0, script.rstrip()
        while place < len(script):
            found = _TOKEN.match(script, place)
            if found is None:
                msg = f"not of the language: {script[place : place + 20]!r}"
                raise MError(msg)
            kind = str(found.lastgroup)
            word = found[kind]
            self.tokens.append(("keyword" if word in _KEYWORDS else kind, word))
            place = found.end()
        self.place = 0

    def peek(self, ahead: int = 0) -> tuple[str, str]:
        at = self.place + ahead
        return self.tokens[at] if at < len(self.tokens) else ("end", "")

    def take(self, word: str = "", kind: str = "") -> str:
        found = self.peek()
        if (word and found[1] != word) or (kind and found[0] != kind):
            msg = f"expected {word or kind}, found {found[1]!r}"
            raise MError(msg)
        self.place += 1
        return found[1]

    def has(self, word: str) -> bool:
        """Take a sign or keyword if it comes next."""
        if self.peek()[1] != word or self.peek()[0] == "text":
            return False
        self.place += 1
        return True

    def end(self) -> None:
        if self.peek()[0] != "end":
            msg = f"left over: {self.peek()[1]!r}"
            raise MError(msg)

    def expression(self) -> Code:
        if self.has("let"):
            named = self._named("in")
            inner = self.expression()
            return lambda scope: inner(_with(scope, named))
        if self.has("if"):
            test = self.expression()
            self.take("then")
            then = self.expression()
            self.take("else")
            other = self.expression()
            return lambda scope: (then if test(scope) is True else other)(scope)
        if self.has("each"):
            return _function(["_"], self.expression())
        if self.peek() == ("sign", "(") and self._begins_function():
            self.take("(")
            names = self._parameters()
            self.take("=>")
            return _function(names, self.expression())
        return self._equality()

    def _begins_function(self) -> bool:
        ahead = 1
        while self.peek(ahead)[1] not in {")", ""}:
            ahead += 1
        return self.peek(ahead + 1) == ("sign", "=>")

    def _parameters(self) -> list[str]:
        names: list[str] = []
        while not self.has(")"):
            if names:
                self.take(",")
            names.append(self.take(kind="name"))
            if self.has("as"):
                self.take("text")
        return names

    def _named(self, end: str) -> dict[str, Code]:
        named: dict[str, Code] = {}
        while not self.has(end):
            if named:
                self.take(",")
            name = self.take(kind="name")
            self.take("=")
            if name in named:
                msg = f"{name} is there twice"
                raise MError(msg)
            named[name] = self.expression()
        return named

    def _equality(self) -> Code:
        left = self._joined()
        while self.has("="):
            left = _equal(left, self._joined())
        return left

    def _joined(self) -> Code:
        left = self._called()
        while self.has("&"):
            left = _join(left, self._called())
        return left

    def _called(self) -> Code:
        code = self._primary()
        while self.peek()[0] == "sign" and self.peek()[1] in "([":
            if self.has("("):
                code = _call(code, self._listed(")"))
            else:
                self.take("[")
                code = _access(code, self.take(kind="name"))
                self.take("]")
        return code

    def _listed(self, end: str) -> list[Code]:
        listed: list[Code] = []
        while not self.has(end):
            if listed:
                self.take(",")
            listed.append(self.expression())
        return listed

    def _primary(self) -> Code:
        kind, word = self.peek()
        if kind == "text":
            self.place += 1
            said = word[1:-1].replace('""', '"')
            return lambda _scope: said
        if self.has("null"):
            return lambda _scope: None
        if self.has("["):
            if self.peek(1) == ("sign", "]"):
                name = self.take(kind="name")
                self.take("]")
                return _access(lambda scope: scope["_"](), name)
            named = self._named("]")
            return lambda scope: {name: code(scope) for name, code in named.items()}
        if self.has("{"):
            listed = self._listed("}")
            return lambda scope: [code(scope) for code in listed]
        if self.has("("):
            inner = self.expression()
            self.take(")")
            return inner
        name = self.take(kind="name")
        return lambda scope: _known(scope, name)


def _known(scope: Scope, name: str) -> Any:
    if name not in scope:
        msg = f"nothing is called {name}"
        raise MError(msg)
    return scope[name]()


def _with(scope: Scope, named: Mapping[str, Code]) -> Scope:
    """Return a scope with names more, each worked out once, when it is asked for first."""
    done: dict[str, Any] = {}
    inner: dict[str, Callable[[], Any]] = dict(scope)

    def worked_out(name: str) -> Any:
        if name not in done:
            done[name] = named[name](inner)
        return done[name]

    inner |= {name: lambda name=name: worked_out(name) for name in named}  # type: ignore[misc]
    return inner


def _function(names: list[str], body: Code) -> Code:
    def made(scope: Scope) -> Callable[..., Any]:
        def call(*values: Any) -> Any:
            given = zip(names, values, strict=True)
            return body({**scope, **{name: lambda value=value: value for name, value in given}})

        return call

    return made


def _call(code: Code, given: list[Code]) -> Code:
    return lambda scope: code(scope)(*(one(scope) for one in given))


def _access(code: Code, name: str) -> Code:
    return lambda scope: field(code(scope), name)


def _join(left: Code, right: Code) -> Code:
    def joined(scope: Scope) -> Any:
        one, other = left(scope), right(scope)
        if type(one) is not type(other):
            msg = f"& joins two of a kind, not {one!r} and {other!r}"
            raise MError(msg)
        return one + other

    return joined


def _equal(left: Code, right: Code) -> Code:
    return lambda scope: left(scope) == right(scope)
