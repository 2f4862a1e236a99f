"""The overview page, asked for over HTTP."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI

from kit.limiting import Limiter
from services.house import House
from tests.conftest import PASSWORD
from tests.served import served
from web.pages import add_pages


@pytest.fixture
def browser(working_house: House) -> Iterator[httpx.Client]:
    app = FastAPI()
    add_pages(app, working_house)
    with served(app) as address, httpx.Client(base_url=address, follow_redirects=True) as client:
        yield client


def sign_in(browser: httpx.Client, name: str, password: str = PASSWORD):
    return browser.post("/sign-in", data={"name": name, "password": password})


def test_a_real_folder_shows_nothing_before_sign_in(browser: httpx.Client):
    page = browser.get("/")

    assert page.status_code == 200
    assert "请登录后查看" in page.text
    assert "区财政局" not in page.text


def test_the_office_sees_all_units_and_their_lamps(browser: httpx.Client):
    page = sign_in(browser, "office-director")

    assert page.status_code == 200
    assert page.text.count('<td class="name">') >= 82
    assert "绩效办主任" in page.text
    assert "过程管理" in page.text or "阶段" in page.text


def test_a_unit_sees_itself_and_what_it_examines(browser: httpx.Client):
    page = sign_in(browser, "t23-head")

    assert "蒲洼乡" in page.text
    assert "长阳镇" not in page.text


def test_a_wrong_password_is_told_and_lets_nobody_in(browser: httpx.Client):
    page = sign_in(browser, "office-director", "wrong-password")

    assert page.status_code == 401
    assert "用户名、口令或动态码不对" in page.text


def test_signing_out_makes_the_cookie_worthless(browser: httpx.Client):
    sign_in(browser, "office-director")
    token = browser.cookies["jixiao_session"]
    browser.post("/sign-out")
    browser.cookies.set("jixiao_session", token)

    assert "请登录后查看" in browser.get("/").text


def test_a_rehearsed_folder_shows_its_overview_to_all(working_house: House):
    working_house.folder.describe(kind="rehearsal")
    app = FastAPI()
    add_pages(app, working_house)

    with served(app) as address:
        page = httpx.get(address)

    assert page.text.count('<td class="name">') >= 82
    assert "演示数据" in page.text


def test_the_page_loads_nothing_from_outside(browser: httpx.Client):
    page = browser.get("/")

    assert "http://" not in page.text
    assert "https://" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert browser.get("/static/page.css").status_code == 200


def test_the_session_cookie_is_kept_from_scripts_and_strangers(browser: httpx.Client):
    answer = browser.post(
        "/sign-in", data={"name": "d01-head", "password": PASSWORD}, follow_redirects=False
    )

    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


def test_trying_names_too_often_is_refused_on_the_page(working_house: House):
    app = FastAPI()
    app.state.limiter = Limiter({"sign-ins-by-address": "2/hour"})
    add_pages(app, working_house)
    with served(app) as address, httpx.Client(base_url=address) as client:
        tried = [sign_in(client, f"d0{number}-head", "wrong") for number in range(1, 4)]

    assert [page.status_code for page in tried] == [401, 401, 429]
    assert "请求过于频繁" in tried[-1].text


def test_a_due_day_is_told_on_a_page_in_two_languages(browser: httpx.Client):
    about = "/deadlines/node/2017-D01-001-3"
    assert "期限说明" not in browser.get(about).text
    sign_in(browser, "d01-head")

    page, english = browser.get(about), browser.get(about, params={"lang": "en"})

    assert "节点填报 · 第1版" in page.text
    assert "期限至2017年9月30日24时止。" in page.text
    assert "So the period ends on 30 September 2017 at 24:00." in english.text
    assert browser.get("/deadlines/node/2017-T23-001-3").status_code == 404
    assert browser.get("/deadlines/secret/2017-D01-001-3").status_code == 404
    assert browser.get(about, params={"lang": "fr"}).status_code == 422
