"""Mail: apprise's idea of who writes to whom by which server, and a message of our own.

Its own message has a new Message-ID each time, so that nobody could tell a second copy from a
second message, and it forgets what the server answered.
"""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class _Errand:
    """One letter on its way to one mailbox.

    Attributes:
        mail: what apprise knows about it: from whom to whom, by which server, how.
        reply: what came of it.
    """

    mail: Any
    letter: Letter
    name: str
    at: datetime
    settings: Settings
    reply: Reply = field(default=Reply(None, "not_allowed", 0, out=False))

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
        told: dict[str, Any] = {
            "host": self.mail.smtp_host,
            "port": self.mail.port,
            # Else it asks the resolver what this machine is called.
            "local_hostname": self._domain,
            "timeout": self.settings.message_timeout_seconds,
        }
        context = trusting(self.settings.message_ca_file)
        mode = self.mail.secure_mode
        server = (
            smtplib.SMTP_SSL(**told, context=context) if mode == "ssl" else smtplib.SMTP(**told)
        )
        try:
            if mode == "starttls":
                server.starttls(context=context)
            if self.settings.smtp_user:
                password = self.settings.smtp_password.get_secret_value()
                server.login(self.settings.smtp_user, password)
        except BaseException:
            server.close()
            raise
        return server

    @property
    def _domain(self) -> str:
        return str(self.mail.from_addr[1]).rpartition("@")[2]

    def _message(self, title: str, body: str) -> EmailMessage:
        name, sender = self.mail.from_addr
        message = EmailMessage(policy=SMTP)
        message["Subject"] = title
        message["From"] = Mailbox(name or "", addr_spec=sender)
        message["To"] = Mailbox(addr_spec=self.mail.targets[0][1])
        message["Date"] = self.at
        # The same message has the same name however often it is sent.
        message["Message-ID"] = f"<{sha256(self.name.encode()).hexdigest()[:40]}@{self._domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body)
        message.add_alternative(self.letter.html, subtype="html")
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
    # Neither name nor password go through: it takes both for parts of an address.
    mail: Any = NotifyEmail(
        host=settings.smtp_host,
        smtp_host=settings.smtp_host,
        port=settings.smtp_port,
        secure=settings.smtp_security != "plain",
        secure_mode=_MODES[settings.smtp_security],
        from_addr=settings.smtp_from,
        targets=to,
    )
    errand = _Errand(mail, letter, name, at, settings)
    mail.send = errand.send
    mail.notify(body=letter.text, title=letter.title, body_format=NotifyFormat.TEXT)
    return errand.reply
