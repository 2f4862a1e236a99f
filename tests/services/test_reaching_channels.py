"""Every channel against a real server of this machine: what it is sent, and what it answers."""

import base64
import hashlib
import hmac
import logging
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from structlog.testing import capture_logs

from kit.errors import Refused
from services.house import House
from states.reaching import Channel
from tests.services.hands import rows, value, why
from tests.services.reaching import (
    DINGTALK,
    FEISHU,
    MAILBOX,
    WECOM,
    added,
    confirm,
    post_office,
    reached,
    reaching,
    robots,
    send,
    told,
)

WHO = "d08-clerk"
SECRET = "SECabcdef0123456789"


def attempts(house: House) -> list[tuple[str, int | None, str]]:
    query = "SELECT outcome, status, error FROM delivery_attempt ORDER BY place, tries"
    return [tuple(row.values()) for row in rows(house, query)]


#: How every letter begins in a robot's group.
SAID = "【绩效】公文 2017-D08-B\n公文 2017-D08-B\n  · 分报告已印发，请签收。\n\n"


@pytest.fixture
def heard(house: House):
    """What each service heard when all were told the same: path, query, headers, body."""
    with robots() as every:
        house = reaching(house, every.port)
        reached(house, WHO, Channel.WECOM, f"{every.base}/cgi-bin/webhook/send?key={WECOM}")
        reached(house, WHO, Channel.DINGTALK, DINGTALK, secret=SECRET)
        reached(
            house,
            WHO,
            Channel.FEISHU,
            f"{every.base}/open-apis/bot/v2/hook/{FEISHU}",
            secret=SECRET,
        )
        reached(house, WHO, Channel.WEBHOOK, f"{every.base}/oa/messages")
        told(house, "分报告已印发，请签收。")
        assert send(house) == 4
    assert [one[0] for one in attempts(house)] == ["delivered"] * 4
    parts = ((urlsplit(path), headers, body) for path, headers, body in every.got)
    return {
        where.path: ({n: v for n, [v] in parse_qs(where.query).items()}, headers, body)
        for where, headers, body in parts
    }


def test_each_robot_gets_the_shape_that_its_service_reads(heard: dict[str, Any]):
    query, _, body = heard["/cgi-bin/webhook/send"]
    assert query == {"key": WECOM}
    assert (body["msgtype"], set(body)) == ("text", {"msgtype", "text"})
    assert body["text"]["content"].startswith(SAID)

    query, _, body = heard["/robot/send"]
    signed = f"{query['timestamp']}\n{SECRET}".encode()
    mac = base64.b64encode(hmac.digest(SECRET.encode(), signed, hashlib.sha256)).decode()
    assert (query["access_token"], query["sign"]) == (DINGTALK, mac)
    assert (body["msgtype"], body["at"]["isAtAll"]) == ("text", False)
    assert body["text"]["content"].startswith(SAID)

    _, _, body = heard[f"/open-apis/bot/v2/hook/{FEISHU}/"]
    assert (body["msg_type"], set(body)) == ("text", {"msg_type", "content", "timestamp", "sign"})
    # Feishu's own way: what is signed is empty, and time and secret together are the key.
    key = f"{body['timestamp']}\n{SECRET}".encode()
    assert body["sign"] == base64.b64encode(hmac.digest(key, b"", hashlib.sha256)).decode()
    assert body["content"]["text"].startswith(SAID)


def test_a_system_of_ones_own_gets_title_text_and_a_name_that_stays(heard: dict[str, Any]):
    _, headers, body = heard["/oa/messages"]

    assert (body["title"], body["type"]) == ("【绩效】公文 2017-D08-B", "info")
    assert "分报告已印发" in body["message"]
    assert headers["webhook-id"].startswith("fangshan/d08-clerk/")


def test_mail_goes_over_tls_with_text_and_html_and_a_name_that_stays(house: House):
    with post_office("451 busy") as office:
        house = reaching(house, smtp=office.port)
        reached(house, WHO, Channel.MAIL, MAILBOX)
        told(house, "分报告<已>印发。")
        assert send(house) == 0
        house.clock.move_to(value(house, "SELECT max(next_at) FROM delivery"))

        assert (send(house), send(house)) == (1, 0)

    [(to, mail)] = office.got
    assert to == [MAILBOX]
    assert (mail["From"].addresses[0].addr_spec, mail["To"]) == ("jixiao@fangshan.example", MAILBOX)
    assert mail["Subject"] == "【绩效】公文 2017-D08-B"
    assert mail["Message-ID"].endswith("@fangshan.example>")
    assert mail["Auto-Submitted"] == "auto-generated"
    plain, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "分报告<已>印发。" in plain
    assert "分报告&lt;已&gt;印发。" in html
    assert not [way for way in ("http:", "https:", "src=", "url(", "<link") if way in html]
    assert attempts(house) == [("failed", 451, "status"), ("delivered", 250, "")]


@pytest.mark.parametrize(
    ("refused", "status"), [("550 no such mailbox", 550), ("554 not here", 554)]
)
def test_what_a_mail_server_refuses_for_good_is_not_tried_again(
    house: House, refused: str, status: int
):
    with post_office(refused) as office:
        house = reaching(house, smtp=office.port)
        reached(house, WHO, Channel.MAIL, MAILBOX)
        told(house, "分报告已印发。")
        send(house)

    assert attempts(house) == [("given_up", status, "status")]


def test_no_is_no_though_the_status_is_200(house: House):
    with robots((200, {"errcode": 93000, "errmsg": "invalid webhook url"})) as heard:
        house = reaching(house, heard.port)
        reached(house, WHO, Channel.WECOM, WECOM)
        told(house, "分报告已印发。")

        assert send(house) == 0
    assert attempts(house) == [("failed", 200, "93000")]


def test_whoever_the_house_does_not_trust_gets_nothing(house: House):
    with robots() as heard, post_office() as office:
        house = reaching(house, heard.port, office.port, message_ca_file="")
        reached(house, WHO, Channel.FEISHU, FEISHU)
        reached(house, WHO, Channel.MAIL, MAILBOX)
        told(house, "分报告已印发。")
        send(house)

        assert (heard.got, office.got) == ([], [])
    assert attempts(house) == [("failed", None, "tls")] * 2


def test_a_redirect_is_not_followed_and_another_host_not_reached(house: House):
    with robots((302, {})) as heard, robots() as other:
        house = reaching(house, heard.port)
        reached(house, WHO, Channel.WECOM, WECOM)
        told(house, "分报告已印发。")
        send(house)
        assert len(heard.got) == 1
        with pytest.raises(Refused) as refused:
            added(house, WHO, Channel.WEBHOOK, f"{other.base}/x")
        assert "webhook.port" in why(refused.value)
        with pytest.raises(Refused) as refused:
            added(house, WHO, Channel.WEBHOOK, "https://169.254.169.254/latest")
        assert "webhook.host" in why(refused.value)
        assert other.got == []
    assert attempts(house) == [("failed", 302, "redirect")]


def test_a_channel_that_is_closed_by_now_carries_nothing(house: House):
    with robots() as heard:
        before = reaching(house, heard.port)
        reached(before, WHO, Channel.WECOM, WECOM)
        told(before, "分报告已印发。")
        send(reaching(house, heard.port, message_channels="mail"))

        assert heard.got == []
    assert attempts(house) == [("failed", None, "not_allowed")]
    with pytest.raises(Refused) as refused:
        added(house, WHO, Channel.MAIL, MAILBOX)
    assert "channel.closed" in why(refused.value)


def test_a_brief_channel_tells_no_more_than_that_something_waits(house: House):
    with robots() as heard:
        house = reaching(house, heard.port, message_brief="wecom")
        reached(house, WHO, Channel.WECOM, WECOM)
        told(house, "某单位存在弄虚作假问题。")
        send(house)

        [(_, _, body)] = heard.got
    assert body["text"]["content"].startswith("【绩效】您有1条新消息\n请登录")
    assert "弄虚作假" not in str(body)


def test_nothing_secret_is_in_the_database_the_trail_or_the_log(
    house: House, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.CRITICAL, "mail.log")  # the mail server's own
    with robots((200, {"errcode": 1})) as heard, post_office() as office, capture_logs() as logs:
        house = reaching(house, heard.port, office.port)
        reached(house, WHO, Channel.DINGTALK, DINGTALK, secret=SECRET)
        reached(house, WHO, Channel.MAIL, MAILBOX)
        told(house, "分报告已印发。")
        send(house)

    kept = [
        str(rows(house, f"SELECT to_jsonb(t)::text AS t FROM {table} t"))
        for table in ("trail", "reaching_channel", "delivery", "delivery_attempt", "outbox")
    ]
    everything = "".join((*kept, str(logs), caplog.text))
    assert DINGTALK[-4:] in everything  # as much as is shown
    for secret in (DINGTALK, SECRET, MAILBOX, SECRET.encode().hex(), DINGTALK.encode().hex()):
        assert secret not in everything
    assert house.folder.channels.stat().st_mode & 0o077 == 0


def test_after_a_restore_without_the_key_nothing_is_sent_anywhere(house: House):
    with robots() as heard:
        house = reaching(house, heard.port)
        reached(house, WHO, Channel.WECOM, WECOM)
        told(house, "分报告已印发。")
        house.folder.channels.unlink()
        send(house)

        assert heard.got == []
    assert attempts(house) == [("failed", None, "no_key")]


def test_nothing_is_carried_before_the_code_that_came_is_typed(house: House):
    with robots() as heard:
        house = reaching(house, heard.port)
        number = added(house, WHO, Channel.WECOM, WECOM)
        told(house, "分报告已印发。")
        assert send(house) == 1
        [(_, _, body)] = heard.got
        code = house.channel_safe.code(("fangshan", WHO), number)
        assert code in body["text"]["content"]

        with pytest.raises(Refused) as refused:
            confirm(house, WHO, number, "AAAAAAAA")
        assert "person.wrong_channel_code" in why(refused.value)
        confirm(house, WHO, number, code.lower())
        told(house, "总报告已印发。")
        assert send(house) == 1
        assert "总报告" in heard.got[1][2]["text"]["content"]
