"""Who messages reach: a mail server and robots of this machine, over TLS with a CA of their own."""

import datetime as dt
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import lru_cache
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import text

from kit.clock import RealClock
from kit.settings import Settings
from services import channels, delivery_sending, delivery_sorting, messages
from services.account_desk import account_desk
from services.acts import Act
from services.channels import Terms, Wanted
from services.house import House
from states.reaching import Carries, Channel
from tests.builders import DISTRICT, SHANGHAI
from tests.services.receiving import listening

WECOM = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
DINGTALK = "f1e2d3c4b5a6978800112233445566778899aabbccddeeff0011223344556677"
FEISHU = "7f0d4b0a-1c2d-4e5f-8a9b-0c1d2e3f4a5b"
MAILBOX = "zhang.san@fangshan.example"
PASSWORD = "smtp%2Fsecret"


@dataclass(frozen=True)
class Trust:
    """A CA with one certificate for this machine."""

    ca_file: str
    context: ssl.SSLContext


@lru_cache
def trust() -> Trust:
    home = Path(mkdtemp(prefix="jixiao-ca-"))
    key, ca_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "district CA")])
    now = RealClock().now()

    def built(name: x509.Name, public: Any) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
        )

    own = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    ca = built(issuer, ca_key.public_key()).add_extension(
        x509.BasicConstraints(ca=True, path_length=None), critical=True
    )
    issued = built(own, key.public_key()).add_extension(names, critical=False)
    pem = serialization.Encoding.PEM
    (home / "ca.pem").write_bytes(ca.sign(ca_key, hashes.SHA256()).public_bytes(pem))
    (home / "own.pem").write_bytes(
        issued.sign(ca_key, hashes.SHA256()).public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(home / "own.pem")
    return Trust(str(home / "ca.pem"), context)


@dataclass
class Robots:
    """WeCom, DingTalk, Feishu and a system of the district's own behind one port.

    Attributes:
        answers: what is answered next, in order: status and body; then that all is well.
    """

    answers: list[tuple[int, Any]] = field(default_factory=list)
    got: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    port: int = 0
    pause: threading.Event | None = None
    #: Hangs up in place of answering, so many times.
    hangs_up: int = 0

    @property
    def base(self) -> str:
        return f"https://localhost:{self.port}"


@contextmanager
def robots(*answers: tuple[int, Any], **more: Any) -> Iterator[Robots]:
    told = Robots(list(answers), **more)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            told.got.append((self.path, headers, json.loads(body)))
            if told.pause:
                told.pause.wait(10)
            if told.hangs_up:
                told.hangs_up -= 1
                self.connection.close()
                return
            status, said = told.answers.pop(0) if told.answers else (200, {"errcode": 0, "code": 0})
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, *_: object) -> None:
            return

    with listening(Handler, trust().context) as told.port:
        yield told


@dataclass
class PostOffice:
    """A mail server that wants TLS and a password.

    Attributes:
        refusals: what it says to the next messages instead of taking them.
    """

    refusals: list[str] = field(default_factory=list)
    got: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    port: int = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its own name
        del server
        if self.refusals:
            return self.refusals.pop(0)
        assert session.ssl
        assert session.authenticated
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        self.got.append((envelope.rcpt_tos, message))
        return "250 OK"


def _authenticated(server: Any, session: Any, envelope: Any, mechanism: str, data: Any):
    del server, session, envelope, mechanism
    return AuthResult(success=(data.login, data.password) == (b"jixiao", PASSWORD.encode()))


@contextmanager
def post_office(*refusals: str) -> Iterator[PostOffice]:
    office = PostOffice(list(refusals))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        office.port = free.getsockname()[1]
    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=office.port,
        tls_context=trust().context,
        require_starttls=True,
        auth_required=True,
        authenticator=_authenticated,
    )
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


def reaching(house: House, port: int = 9, smtp: int = 9, **settings: Any) -> House:
    """The same house, in which all channels are open and lead to this machine."""
    base = f"https://localhost:{port}"
    allowed = {
        "message_channels": "mail,wecom,dingtalk,feishu,webhook",
        "message_wecom_base": base,
        "message_dingtalk_base": base,
        "message_feishu_base": base,
        "message_ca_file": trust().ca_file,
        "message_timeout_seconds": 3,
        "smtp_host": "localhost",
        "smtp_port": smtp,
        "smtp_user": "jixiao",
        "smtp_password": PASSWORD,
        "smtp_from": "绩效 <jixiao@fangshan.example>",
        "webhook_hosts": "localhost",
        "webhook_networks": "127.0.0.0/8,::1/128",
        "webhook_ports": str(port),
        **settings,
    }
    return replace(house, settings=Settings(data_dir=house.folder.path, **allowed))


def added(house: House, who: str, channel: Channel, address: str, **more: Any) -> int:
    """Add a channel; its number."""
    with house.database.connect() as connection:
        desk = account_desk(connection, Act(district_id=DISTRICT, actor=who, at=house.now()))
        answer = channels.add(desk, Terms.of(house), Wanted(channel, address, **more))
    return answer.revision


def reached(house: House, who: str, channel: Channel, address: str, **more: Any) -> int:
    """Add a channel and confirm it, without sending its code; its number."""
    told(house)  # what came before is nobody's business here
    number = added(house, who, channel, address, **more)
    confirm(house, who, number)
    with house.database.connect() as connection:
        connection.execute(text(
            "UPDATE delivery SET state = 'withdrawn', next_at = NULL WHERE sort = 'code'"
        ))  # fmt: skip
    return number


def confirm(house: House, who: str, number: int, code: str | None = None) -> None:
    own = house.channel_safe.code((DISTRICT, who), number)
    with house.database.connect() as connection:
        desk = account_desk(connection, Act(district_id=DISTRICT, actor=who, at=house.now()))
        channels.confirm(desk, Terms.of(house), number, code or own)


def told(house: House, *texts: str, topic: str = "issued", kind: str = "document", **more: Any):
    """Put messages for d08-clerk into the outbox and let them come into inboxes and be sorted."""
    row = text(
        "INSERT INTO outbox (district_id, kind, subject_id, number, topic, at, unit_id,"
        " capacities, people, text) VALUES (:district, :kind, :subject, (SELECT count(*) FROM"
        " outbox), :topic, :at, 'D08', '[]', CAST(:people AS jsonb), :text)"
    )
    with house.database.connect() as connection:
        for said in texts:
            asked = {"kind": kind, "subject": "2017-D08-B", "topic": topic, "text": said}
            asked |= {"people": '["d08-clerk"]', "district": DISTRICT, "at": house.now(), **more}
            connection.execute(row, asked)
        today = house.now().astimezone(SHANGHAI).date()
        messages.deliver(connection, house.now(), today)
        delivery_sorting.sort(connection, house.now())


def digests(house: House) -> int:
    with house.database.connect() as connection:
        return delivery_sorting.digest(connection, house.now())


send = delivery_sending.send
ALL, DIGEST, URGENT = Carries.ALL, Carries.DIGEST, Carries.URGENT
