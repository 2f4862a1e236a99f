"""Where events may be pushed: no address of the inside, whatever name or spelling leads there."""

import socket
import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest

from kit.errors import Objection
from kit.settings import Settings
from services.webhook_posting import Way, post
from services.webhook_targets import Allowed, Forbidden, LookUp, Target, locate, read
from tests.services.receiving import HOST, receiver

OPEN = Allowed.of(Settings(webhook_hosts=f"{HOST}, OA.Second.example", webhook_ports="443,8443"))


def code(url: str, allowed: Allowed = OPEN) -> str:
    found = read(url, allowed)
    return found.code if isinstance(found, Objection) else ""


def test_what_is_listed_may_be_reached():
    assert read(f"https://{HOST}/events", OPEN) == Target("https", HOST, 443, "/events")
    assert read(f"https://{HOST.upper()}:8443", OPEN) == Target("https", HOST, 8443, "/")
    assert code("https://oa.second.example/a%20b") == ""


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"http://{HOST}/events", "webhook.http"),
        ("https://elsewhere.example/", "webhook.host"),
        (f"https://{HOST}.evil.example/", "webhook.host"),
        (f"https://{HOST}:22/", "webhook.port"),
        (f"https://{HOST}:99999/", "webhook.port"),
        ("https://127.0.0.1/", "webhook.host"),
        ("https://[::1]/", "webhook.host"),
        ("https://2130706433/", "webhook.host"),
        ("https://0x7f.1/", "webhook.host"),
        (f"ftp://{HOST}/", "webhook.address"),
        (f"file://{HOST}/etc/passwd", "webhook.address"),
        (f"gopher://{HOST}/", "webhook.address"),
        (f"HTTPS://{HOST}/", "webhook.address"),
        (f"https://clerk:word@{HOST}/", "webhook.address"),
        (f"https://{HOST}@evil.example/", "webhook.address"),
        (f"https://{HOST}#@evil.example/", "webhook.address"),
        (f"https://evil.example\\@{HOST}/", "webhook.address"),
        (f"https://{HOST}/a?to=http://evil.example", "webhook.address"),
        (f"https://{HOST}/a#b", "webhook.address"),
        (f"https://{HOST}/a\r\nX-Injected: yes", "webhook.address"),
        (f"https://{HOST}/a\nHost: evil.example", "webhook.address"),
        (f"https://{HOST}\r\n/", "webhook.address"),
        (f"https://{HOST}/a b", "webhook.address"),
        (f"https://{HOST}/a\x00", "webhook.address"),
        (f" https://{HOST}/", "webhook.address"),
        (f"https://{HOST}/\n", "webhook.address"),
        ("https://oa。example/", "webhook.address"),
        ("https:///events", "webhook.address"),
        (f"//{HOST}/", "webhook.address"),
        ("", "webhook.address"),
        (f"https://{HOST}/" + "a" * 600, "webhook.address"),
    ],
)
def test_what_is_not_listed_or_can_be_read_in_two_ways_is_refused(url: str, expected: str):
    assert code(url) == expected


def test_nothing_is_listed_until_the_operator_lists_it():
    assert code(f"https://{HOST}/", Allowed.of(Settings())) == "webhook.host"


INSIDE = (
    "0.0.0.0",  # noqa: S104 - to be refused
    "127.0.0.1", "127.1.2.3", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
    "fe80::1", "fc00::1", "fd12::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b::a01:203",
    "64:ff9b:1::1", "2002:7f00:1::", "2002:a01:203::", "2001:db8::1",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_forbidden_alone_and_among_others(address: str):
    target = Target("https", HOST, 443, "/")

    for found in ([address], ["93.184.216.34", address], [address, "93.184.216.34"]):
        with pytest.raises(Forbidden):
            locate(target, OPEN, lambda _h, _p, found=found: found)


def test_public_addresses_are_reached_and_listed_networks_too():
    target = Target("https", HOST, 443, "/")
    inside = Allowed.of(Settings(webhook_hosts=HOST, webhook_networks="10.1.2.0/24, fd12::/64"))

    public = ["93.184.216.34", "2606:4700::1111"]
    assert locate(target, OPEN, lambda _h, _p: public) == public
    for address in ("10.1.2.9", "fd12::9", "::ffff:10.1.2.9"):
        assert locate(target, inside, lambda _h, _p, a=address: [a]) == [address]
    for address in ("10.1.3.9", "127.0.0.1", "fd13::1"):
        with pytest.raises(Forbidden):
            locate(target, inside, lambda _h, _p, a=address: [a])


def test_a_name_without_an_address_is_forbidden():
    with pytest.raises(Forbidden):
        locate(Target("https", HOST, 443, "/"), OPEN, lambda _h, _p: [])


def way(port: int, resolve: LookUp | None = None, seconds: float = 2.0) -> Way:
    local = Settings(
        webhook_hosts=HOST,
        webhook_networks="127.0.0.0/8",
        webhook_ports=str(port),
        webhook_http=True,
    )
    return Way(Allowed.of(local), seconds, resolve or (lambda _h, _p: ["127.0.0.1"]))


def to(port: int) -> Target:
    return Target("http", HOST, port, "/events")


def test_the_connection_goes_to_the_address_that_was_checked():
    """A name that resolves to another address the second time leads nowhere else."""
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        del port
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    with receiver() as told:
        reply = post(to(told.port), {}, b"{}", way(told.port, rebinding))

    assert (reply.status, reply.error, asked) == (204, "", [HOST])
    assert told.got[0][0]["host"] == f"{HOST}:{told.port}"


def test_a_name_that_moves_inside_between_two_pushes_is_not_followed():
    with receiver() as told:
        narrow = replace(way(told.port).allowed, networks=())
        reply = post(to(told.port), {}, b"{}", Way(narrow, 2.0, lambda _h, _p: ["127.0.0.1"]))

    assert (reply.status, reply.error) == (None, "forbidden_address")
    assert told.got == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_failure_and_is_not_followed(status: int):
    with receiver() as inside, receiver(status) as told:
        told.headers["Location"] = f"http://127.0.0.1:{inside.port}/secret"
        reply = post(to(told.port), {}, b"{}", way(told.port))

    assert (reply.status, reply.error) == (status, "redirect")
    assert len(told.got) == 1
    assert inside.got == []


@pytest.mark.parametrize(
    ("status", "accepted"), [(200, True), (202, True), (400, False), (500, False)]
)
def test_only_success_is_an_acknowledgement(status: int, accepted: bool):  # noqa: FBT001 - a case
    with receiver(status) as told:
        reply = post(to(told.port), {}, b"{}", way(told.port))

    assert (reply.status, reply.accepted) == (status, accepted)


@contextmanager
def speaking(*words: bytes, every: float = 0.0):
    """Answer with raw bytes, slowly; then say no more."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        done = threading.Event()

        def speak() -> None:
            line, _ = listening.accept()
            with line:
                for word in words:
                    if done.wait(every):
                        return
                    try:
                        line.sendall(word)
                    except OSError:
                        return
                done.wait(10)

        thread = threading.Thread(target=speak, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        done.set()
        thread.join()


def test_a_receiver_that_never_answers_is_left():
    with speaking() as port:
        reply = post(to(port), {}, b"{}", way(port, seconds=0.3))

    assert (reply.status, reply.error) == (None, "timeout")
    assert 250 <= reply.milliseconds < 3000


def test_a_receiver_that_drips_is_left_as_well():
    with speaking(b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 90, every=0.1) as port:
        reply = post(to(port), {}, b"{}", way(port, seconds=0.5))

    assert reply.error == "timeout"
    assert reply.milliseconds < 4000


def test_an_endless_answer_is_not_read_to_its_end():
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"
    with speaking(head, b"a" * 100_000) as port:
        reply = post(to(port), {}, b"{}", way(port))

    assert (reply.status, reply.error) == (200, "")


@pytest.mark.parametrize(
    ("words", "error"),
    [(b"SSH-2.0-OpenSSH_9\r\n\r\n", "protocol"), (b"HTTP/1.1 999999 x\r\n\r\n", "protocol")],
)
def test_what_is_no_http_is_told_in_a_word(words: bytes, error: str):
    with speaking(words) as port:
        assert post(to(port), {}, b"{}", way(port)).error == error


def test_nobody_there_and_no_such_name_are_told_apart():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

    def unknown(_host: str, _port: int) -> list[str]:
        raise socket.gaierror

    assert post(to(port), {}, b"{}", way(port)).error == "connection"
    assert post(to(port), {}, b"{}", way(port, unknown)).error == "no_such_host"


def test_tls_is_insisted_on_where_it_is_said():
    with receiver() as told:
        reply = post(replace(to(told.port), scheme="https"), {}, b"{}", way(told.port))

    assert (reply.status, reply.error) == (None, "tls")
    assert told.got == []


@pytest.mark.parametrize("value", ["a\r\nX-Injected: yes", "a\nb", "a\rb"])
def test_a_header_cannot_be_split(value: str):
    with receiver() as told, pytest.raises(ValueError, match="Invalid header"):
        post(to(told.port), {"webhook-id": value}, b"{}", way(told.port))

    assert told.got == []
