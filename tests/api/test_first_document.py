"""The document of the API takes seconds to draw up: nobody else waits for it meanwhile."""

from concurrent.futures import ThreadPoolExecutor

import httpx

from api.app import create_app
from services.house import House
from tests.served import served


def test_whoever_asks_for_the_document_first_stops_nobody(empty_house: House):
    with served(create_app(empty_house)) as at, ThreadPoolExecutor(1) as pool:
        whole = pool.submit(httpx.get, f"{at}/api/v1/openapi.json", timeout=120)
        answered = [httpx.get(f"{at}/healthz", timeout=120) for _ in range(3)]
        drawn_meanwhile = whole.done()
        document = whole.result()

    assert [answer.status_code for answer in answered] == [200] * 3
    assert not drawn_meanwhile
    assert document.json()["paths"]
