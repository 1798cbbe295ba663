"""The one door: every "may I?" of the product is asked and answered here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from core.errors import RuleBroken


if TYPE_CHECKING:
    from collections.abc import Callable

    from core.verdict import Verdict
    from people.actors import Actor

    Policy = Callable[[Actor, Any], Verdict]

P = TypeVar("P", bound="Callable[..., Verdict]")

_answers: dict[tuple[str, type], Policy] = {}
_widenings: dict[tuple[str, type], list[Policy]] = {}


class UnknownQuestion(LookupError):
    """Nobody registered an answer to this question: deny by failing loudly."""


def answers(verb: str, model: type) -> Callable[[P], P]:
    """Register the policy that answers `verb` for objects of `model`.

    Raises:
      ValueError: the question already has an answer.
    """

    def register(policy: P) -> P:
        if (verb, model) in _answers:
            raise ValueError(f"Two policies answer {verb} {model.__name__}.")
        _answers[verb, model] = policy
        return policy

    return register


def widens(verb: str, model: type) -> Callable[[P], P]:
    """Register a policy of an upper room that may grant what a lower room refuses.

    A lower room cannot know officers or chairs. Its own answer is asked first; when it
    is no, the widenings are asked and the first that is not no stands. So a
    widening can only grant; where something must be kept from a person whatever
    else they are, the policy that answers says so and is not widened.
    """

    def register(policy: P) -> P:
        _widenings.setdefault((verb, model), []).append(policy)
        return policy

    return register


def may(actor: Actor, verb: str, obj: object) -> Verdict:
    """Answer whether `actor` may do `verb` to `obj`, with the reason.

    An object may be a model class itself, for questions asked before a row exists
    ("create", Committee).

    Raises:
      UnknownQuestion: no policy was registered for the verb and the object's type.
    """
    model = obj if isinstance(obj, type) else type(obj)
    for candidate in model.__mro__:
        policy = _answers.get((verb, candidate))
        if policy is not None:
            verdict = policy(actor, obj)
            return verdict or _widened(verb, candidate, actor, obj) or verdict
    raise UnknownQuestion(f"Nobody answers {verb!r} for {model.__name__}.")


def require(actor: Actor, verb: str, obj: object) -> Verdict:
    """Return the verdict when it is not a refusal.

    Raises:
      RuleBroken: the door said no.
      UnknownQuestion: no policy was registered.
    """
    verdict = may(actor, verb, obj)
    if not verdict:
        raise RuleBroken(verdict)
    return verdict


def _widened(verb: str, model: type, actor: Actor, obj: object) -> Verdict | None:
    for policy in _widenings.get((verb, model), ()):
        verdict = policy(actor, obj)
        if verdict:
            return verdict
    return None


def questions() -> frozenset[tuple[str, type]]:
    """Return every registered question, for the sweep over the house."""
    return frozenset(_answers)
