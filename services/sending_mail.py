"""Mail: apprise's idea of who writes to whom by which server, and a message of our own.

Its own message has a new Message-ID each time, so that nobody could tell a second copy from a
second message, and it forgets what the server answered.
"""

import smtplib
import ssl
from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from time import monotonic
from typing import Any

from apprise.common import NotifyFormat
from apprise.plugins.email import NotifyEmail

from kit.settings import Settings
from reports.letters import Letter
from services.webhook_posting import Reply, trusting

_MODES: Mapping[str, str] = {"starttls": "starttls", "ssl": "ssl", "plain": "insecure"}
#: The first that fits names what went wrong.
_ERRORS: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPNotSupportedError, "tls"),
    (smtplib.SMTPAuthenticationError, "auth"),
    (smtplib.SMTPRecipientsRefused, "recipient"),
    (smtplib.SMTPResponseException, "status"),
    (smtplib.SMTPException, "protocol"),
    (TimeoutError, "timeout"),
    (ssl.SSLError, "tls"),
    (OSError, "connection"),
)
_DONE = 250


class Mail(NotifyEmail):
    """One letter to one mailbox.

    Attributes:
        reply: what came of it.
    """

    def __init__(
        self, letter: Letter, name: str, at: datetime, to: str, settings: Settings
    ) -> None:
        # Neither name nor password go through: it takes both for parts of an address.
        super().__init__(
            host=settings.smtp_host,
            smtp_host=settings.smtp_host,
            port=settings.smtp_port,
            secure=settings.smtp_security != "plain",
            secure_mode=_MODES[settings.smtp_security],
            from_addr=settings.smtp_from,
            targets=to,
        )
        self._letter, self._name, self._at, self._settings = letter, name, at, settings
        self.reply = Reply(None, "not_allowed", 0, out=False)

    def send(self, body: str, title: str = "", **_: Any) -> bool:  # noqa: ANN401 - as apprise has it
        """Hand it to the server."""
        began = monotonic()
        status, error = None, ""
        try:
            with self._server() as server:
                server.send_message(self._message(title, body))
            status = _DONE
        except tuple(known for known, _ in _ERRORS) as fault:
            error = next(word for known, word in _ERRORS if isinstance(fault, known))
            status = _status(fault)
        self.reply = Reply(status, error, round((monotonic() - began) * 1000))
        return not error

    def _server(self) -> smtplib.SMTP:
        settings = self._settings
        told: dict[str, Any] = {
            "host": self.smtp_host,
            "port": self.port,
            # Else it asks the resolver what this machine is called.
            "local_hostname": self._domain,
            "timeout": settings.message_timeout_seconds,
        }
        if self.secure_mode == "ssl":
            server = smtplib.SMTP_SSL(**told, context=trusting(settings.message_ca_file))
        else:
            server = smtplib.SMTP(**told)
        try:
            if self.secure_mode == "starttls":
                server.starttls(context=trusting(settings.message_ca_file))
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        except BaseException:
            server.close()
            raise
        return server

    @property
    def _domain(self) -> str:
        return str(self.from_addr[1]).rpartition("@")[2]

    def _message(self, title: str, body: str) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["Subject"] = title
        message["From"] = Mailbox(self.from_addr[0] or "", addr_spec=self.from_addr[1])
        message["To"] = Mailbox(addr_spec=self.targets[0][1])
        message["Date"] = self._at
        # The same message has the same name however often it is sent.
        message["Message-ID"] = f"<{sha256(self._name.encode()).hexdigest()[:40]}@{self._domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body)
        message.add_alternative(self._letter.html, subtype="html")
        return message


def _status(fault: Exception) -> int | None:
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return next(iter(fault.recipients.values()))[0]
    return fault.smtp_code if isinstance(fault, smtplib.SMTPResponseException) else None


def send(letter: Letter, name: str, at: datetime, to: str, settings: Settings) -> Reply:
    """Send a letter once.

    Args:
        letter: what is said.
        name: by which mailboxes know it again when it comes twice.
        at: when it was written.
        to: a mail address.
        settings: which server, and how.
    """
    if not (settings.smtp_host and settings.smtp_from):
        return Reply(None, "not_allowed", 0, out=False)
    mail = Mail(letter, name, at, to, settings)
    mail.notify(body=letter.text, title=letter.title, body_format=NotifyFormat.TEXT)
    return mail.reply
