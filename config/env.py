"""The environment, read once: what is set, what is missing, and how to cure it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from config.addresses import (
    BadAddress,
    DatabaseAddress,
    SmtpAddress,
    read_database,
    read_redis,
    read_smtp,
)


Name = Literal["demo", "test", "production"]
Read = TypeVar("Read")

ROOT = Path(__file__).resolve().parent.parent
VARIABLES = (
    "QUORATE_ENV",
    "QUORATE_SECRET_KEY",
    "QUORATE_DEBUG",
    "QUORATE_TODAY",
    "QUORATE_ALLOWED_HOSTS",
    "QUORATE_BASE_URL",
    "DATABASE_URL",
    "REDIS_URL",
    "SMTP_URL",
    "QUORATE_LETTER_HOLD",
    "QUORATE_MAIL_FROM",
    "QUORATE_MEDIA_ROOT",
    "QUORATE_STATE",
    "QUORATE_PROXIES",
    "QUORATE_DEMO_MAIL",
    "QUORATE_ODS",
    "SOFFICE",
)
YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"", "0", "false", "no", "off"})
# Outside production only: signs nothing that anybody relies on.
KEY_FOR_DEMONSTRATION = "for-demonstration-and-tests-only-never-in-production"
SHORTEST_KEY = 50


class EnvironmentProblem(Exception):
    """The environment cannot be used; one line a problem, each with its cure."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(
            f"Quorate cannot start with this environment:\n{lines}\n"
            "Every variable is explained in .env.sample."
        )


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything that differs between one installation and the next."""

    name: Name
    secret_key: str = field(repr=False)
    debug: bool
    today: date | None
    allowed_hosts: tuple[str, ...]
    base_url: str
    database_address: DatabaseAddress
    redis_url: str = field(repr=False)
    smtp: SmtpAddress
    mail_from: str
    media_root: Path
    state: Path
    proxies: int
    demo_mail: Path | None
    ods: Path | None
    soffice: str = ""
    letter_hold: timedelta = timedelta()

    @property
    def is_production(self) -> bool:
        """Say whether real people's records are kept here."""
        return self.name == "production"

    @property
    def database(self) -> dict[str, Any]:
        """Return the entry for Django's DATABASES."""
        return self.database_address.as_django()

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Environment:
        """Read the variables; in the demo fill gaps from running services.

        Raises:
          EnvironmentProblem: something is missing, malformed or not allowed here.
        """
        return _Reader(environ).environment()


class _Reader:
    """Collects every problem before it complains, so that one start shows all."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.problems: list[str] = []
        self.environ = environ
        self.name = self._name()
        self.is_production = self.name == "production"
        self.state = Path(self._text("QUORATE_STATE") or ROOT / ".quorate").absolute()
        if self.name == "demo":
            self.environ = {**running_services(self.state), **_filled(environ)}

    def environment(self) -> Environment:
        hosts = self._hosts()
        environment = Environment(
            name=self.name,
            secret_key=self._secret_key(),
            debug=self._debug(),
            today=self._today(),
            allowed_hosts=hosts,
            base_url=self._base_url(hosts),
            database_address=self._address(
                "DATABASE_URL",
                read_database,
                demo="postgres://quorate@localhost:5432/quorate",
                cure="postgres://user:password@host:5432/quorate",
            ),
            redis_url=self._address(
                "REDIS_URL",
                read_redis,
                demo="redis://localhost:6379/0",
                cure="redis://:password@host:6379/0",
            ),
            smtp=self._address(
                "SMTP_URL",
                read_smtp,
                demo="smtp://localhost:8025",
                cure="smtps://user:password@mail.example.nhs.uk",
            ),
            mail_from=self._mail_from(),
            media_root=self._folder("QUORATE_MEDIA_ROOT") or self.state / "media",
            state=self.state,
            proxies=self._proxies(),
            demo_mail=self._demo_mail(),
            ods=self._folder("QUORATE_ODS"),
            soffice=self._text("SOFFICE"),
            letter_hold=self._letter_hold(),
        )
        if self.problems:
            raise EnvironmentProblem(self.problems)
        return environment

    def _text(self, key: str) -> str:
        return self.environ.get(key, "").strip()

    def _name(self) -> Name:
        text = self._text("QUORATE_ENV") or "demo"
        for name in get_args(Name):
            if text == name:
                return text  # type: ignore[return-value] # just compared
        self.problems.append(
            f"QUORATE_ENV is {text!r}: set it to demo, test or production."
        )
        return "demo"

    def _secret_key(self) -> str:
        key = self._text("QUORATE_SECRET_KEY")
        if not self.is_production:
            return key or KEY_FOR_DEMONSTRATION
        if len(key) < SHORTEST_KEY or key == KEY_FOR_DEMONSTRATION:
            self.problems.append(
                f"QUORATE_SECRET_KEY must be a secret of {SHORTEST_KEY} characters or "
                "more: make one with  python -c 'import secrets; "
                "print(secrets.token_urlsafe(50))'."
            )
        return key

    def _debug(self) -> bool:
        text = self._text("QUORATE_DEBUG").lower()
        if text not in YES | NO:
            self.problems.append(f"QUORATE_DEBUG is {text!r}: set it to yes or no.")
        if self.is_production and text in YES:
            self.problems.append(
                "QUORATE_DEBUG shows secrets to visitors: unset it in production."
            )
        return text in YES

    def _today(self) -> date | None:
        text = self._text("QUORATE_TODAY")
        if not text:
            return None
        if self.is_production:
            self.problems.append(
                "QUORATE_TODAY would put a false day on decisions: unset it in "
                "production."
            )
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                raise ValueError(text)
            return date.fromisoformat(text)
        except ValueError:
            self.problems.append(
                f"QUORATE_TODAY is {text!r}: write the day as 2016-06-01, or leave "
                "it empty for the real day."
            )
        return None

    def _hosts(self) -> tuple[str, ...]:
        text = self._text("QUORATE_ALLOWED_HOSTS")
        hosts = tuple(host.strip() for host in text.split(",") if host.strip())
        if not self.is_production:
            return hosts or ("localhost", "127.0.0.1", "[::1]", "testserver")
        if not hosts or "*" in hosts:
            self.problems.append(
                "QUORATE_ALLOWED_HOSTS must name the site's host names, divided by "
                "commas, for example committees.example.nhs.uk."
            )
        return hosts

    def _base_url(self, hosts: tuple[str, ...]) -> str:
        url = self._text("QUORATE_BASE_URL").rstrip("/")
        if not url and self.is_production and hosts:
            url = f"https://{hosts[0].removeprefix('.')}"
        url = url or "http://localhost:8000"
        if not re.fullmatch(r"https?://[^/\s?#]+", url):
            self.problems.append(
                f"QUORATE_BASE_URL is {url!r}: write what people type before the "
                "first slash, for example https://committees.example.nhs.uk."
            )
        elif self.is_production and hosts and not url.startswith("https://"):
            self.problems.append("QUORATE_BASE_URL must start with https:// here.")
        return url

    def _address(
        self, key: str, read: Callable[[str], Read], *, demo: str, cure: str
    ) -> Read:
        text = self._text(key)
        if not text and self.is_production:
            self.problems.append(f"{key} is missing: set it, for example to {cure}.")
        try:
            return read(text or demo)
        except BadAddress as problem:
            self.problems.append(
                f"{key} cannot be read: {problem}; it looks like {cure}."
            )
        return read(demo)

    def _mail_from(self) -> str:
        text = self._text("QUORATE_MAIL_FROM")
        if not text and self.is_production:
            self.problems.append(
                "QUORATE_MAIL_FROM is missing: set the address letters come from, "
                "for example 'Committees <committees@example.nhs.uk>'."
            )
        return text or "Quorate demonstration <committees@quorate.example>"

    def _demo_mail(self) -> Path | None:
        if self.is_production:
            if self._text("QUORATE_DEMO_MAIL"):
                self.problems.append(
                    "QUORATE_DEMO_MAIL would show everybody's letters on a page: "
                    "unset it in production."
                )
            return None
        return self._folder("QUORATE_DEMO_MAIL") or self.state / "mail"

    def _proxies(self) -> int:
        text = self._text("QUORATE_PROXIES") or "0"
        if re.fullmatch(r"[0-9]", text):
            return int(text)
        self.problems.append(
            f"QUORATE_PROXIES is {text!r}: write how many of your own proxies a request "
            "passes, as one digit; 1 for a single proxy, 0 for none."
        )
        return 0

    def _letter_hold(self) -> timedelta:
        # Tests send what they plan at once; those of the hold set it.
        usual = "0" if self.name == "test" else "15"
        text = self._text("QUORATE_LETTER_HOLD") or usual
        if re.fullmatch(r"[0-9]{1,3}", text):
            return timedelta(minutes=int(text))
        self.problems.append(
            f"QUORATE_LETTER_HOLD is {text!r}: write for how many minutes a reminder "
            "waits for others to the same person, such as 15; 0 for none."
        )
        return timedelta()

    def _folder(self, key: str) -> Path | None:
        text = self._text(key)
        return Path(text).expanduser().absolute() if text else None


def running_services(state: Path) -> dict[str, str]:
    """Return the variables that a running `make run` left for commands beside it."""
    try:
        text = (state / "services.env").read_text()
    except OSError:
        return {}
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line)
    return {key: setting for key, setting in pairs if key in VARIABLES}


def _filled(environ: Mapping[str, str]) -> dict[str, str]:
    return {key: text for key, text in environ.items() if text.strip()}
