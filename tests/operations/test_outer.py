"""The outer side: a citizen applies where no record lies, packages carry it in and the answer out."""

from __future__ import annotations

import io
import json
import re
import ssl
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver
from tests.affairs.test_trips import door
from tests.conftest import NOW, TODAY

from yifa.governance.disclosure import receipts
from yifa.governance.disclosure.models import DataCorrection, Item, Request
from yifa.governance.disclosure.outlet import DisclosureOutlet
from yifa.kernel import clockwork, inbox
from yifa.kernel.action import Refused
from yifa.kernel.files.models import Attachment
from yifa.kernel.ledger.models import Entry
from yifa.kernel.registry import get_action
from yifa.kernel.relay import loading, network, outside, package, packing, pairing, taking
from yifa.kernel.relay.models import Channel, Package, Partner, StoredCard, StoredPost, Taken
from yifa.kernel.relay.package import PackageError
from yifa.papers.signing import sm2

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
ASKED = {
    "applicant": "卫某某", "applicant_kind": "natural", "identity": "身份证尾号0000", "contact": "演示电话99",
    "content": "集中办公区充电桩设置情况", "feature": "", "supply_form": "electronic", "supply_way": "online",
}  # fmt: skip
#: Ten to midnight of the day before the tests' own, in the bureau's time.
LATE = datetime(2026, 11, 22, 15, 50, tzinfo=UTC)


class World:
    """A bureau inside and its outer side, in one database with one folder; a stick carries between them."""

    def __init__(self, house: Any, folder: Path, settings: Any) -> None:
        self.h, self.folder, self.settings = house, folder, settings
        self.bureau = house.bureau
        settings.HOME = folder / "home"
        self.pair()

    def pair(self) -> None:
        card = pairing.open_(self.bureau)
        self.h.act("relay.channel", "pair", pairing=card["pairing"])
        _, own = pairing.accept(json.loads(json.dumps(card)))
        self.h.act("relay.channel", "pair", partner=pairing.closing(own, self.bureau)["key"])

    @property
    def partner(self) -> Partner:
        return Partner.objects.get(code=self.bureau.code)

    @property
    def channel(self) -> Channel:
        return packing.channel_of(self.bureau)

    def out(self, **more: Any) -> list[Path]:
        made = packing.pack(self.bureau, self.h.ctx(), **more)
        return [path for row in made if (path := packing.path_of(row))]

    def carry_out(self) -> None:
        for path in self.out():
            loading.load(path, self.partner)

    def post(self) -> Path:
        path = loading.post(self.partner, clockwork.now())
        assert path is not None
        return path

    def take(self, source: Any) -> Package:
        return taking.take(self.bureau, source, self.h.ctx())

    @contextmanager
    def outer(self, at: datetime = NOW) -> Iterator[Client]:
        """A browser on the outer side at a moment."""
        token = clockwork.FIXED.set(at)
        self.settings.YIFA_SIDE, self.settings.ROOT_URLCONF = "outer", "yifa.site.urls_outer"
        try:
            yield Client()
        finally:
            self.settings.YIFA_SIDE, self.settings.ROOT_URLCONF = "inner", "yifa.site.urls"
            clockwork.FIXED.reset(token)

    def apply(self, **other: Any) -> str:
        with self.outer() as public:
            return _receipt(public.post("/open/ji/ask/", {**ASKED, "form_key": "k", **other}))

    def said(self, receipt: str) -> str:
        with self.outer() as public:
            return public.post("/open/ji/status/", {"receipt": receipt.lower()}).content.decode()


def _receipt(answer: Any) -> str:
    found = re.search(r'id="receipt">([^<]+)<', answer.content.decode())
    assert found, answer.content.decode()[:3000]
    return found[1]


@pytest.fixture
def world(house: Callable[[str], Any], tmp_path: Path, settings: Any) -> World:
    cache.clear()
    return World(house("ji"), tmp_path, settings)


def test_from_a_citizen_outside_to_the_answer_outside(world: World) -> None:
    h = world.h
    item = Item.objects.filter(bureau=h.bureau, way="own_motion", life="live", happened_on__lt=LATE).order_by(
        "-happened_on"
    )[0]
    h.act("disclosure.item", "attach", item, file=SimpleUploadedFile("目录.png", PNG), sensitivity="open")
    file = Attachment.objects.get(resource="disclosure.item", object_ref=item.pk)
    world.carry_out()
    with world.outer() as public:  # the same catalogue as inside
        page = public.get("/open/ji/").content.decode()
        assert item.title in page and "内容截至" in page and "演示数据" in page
        assert item.title in public.get("/open/ji/", {"q": item.index_no, "channel": item.channel}).content.decode()
        assert "没有符合条件的信息" in public.get("/open/ji/", {"q": "查无此文"}).content.decode()
        assert item.issuer in public.get(f"/open/ji/i/{item.pk}/").content.decode()
        assert b"".join(public.get(f"/open/ji/i/{item.pk}/file/{file.pk}/")) == PNG
        assert public.get(f"/open/ji/i/{item.pk}/file/{file.pk + 1}/").status_code == 404
        assert item.title in public.get("/open/ji/rss.xml").content.decode()
        for hidden in Item.objects.filter(bureau=h.bureau).exclude(way="own_motion"):
            assert public.get(f"/open/ji/i/{hidden.pk}/").status_code == 404
        assert public.get("/open/jia/").status_code == 404, "a bureau that has no outer side"

    with world.outer(LATE) as public:
        wrong = public.post("/open/ji/ask/", {**ASKED, "contact": ""})
        assert (
            wrong.status_code == 400
            and "没有填" in wrong.content.decode()
            and ASKED["content"] in wrong.content.decode()
        )
        key = re.search(r'name="form_key" value="(\w+)"', public.get("/open/ji/ask/").content.decode())
        assert key
        form = {**ASKED, "form_key": key[1]}
        receipt = _receipt(public.post("/open/ji/ask/", {**form, "identity_front": SimpleUploadedFile("证.png", PNG)}))
        again = _receipt(public.post("/open/ji/ask/", {**form, "identity_front": SimpleUploadedFile("证.png", PNG)}))
        assert again == receipt and StoredPost.objects.count() == 1, "pressed twice, kept once"
        corrected = {"applicant": "卫某", "identity": "0", "contact": "1", "title": item.title, "item": item.pk,
                     "wrong": "甲", "right": "乙", "evidence": "丙"}  # fmt: skip
        second = _receipt(public.post("/open/ji/correct/", corrected))
        sealed = bytes(StoredPost.objects.get(who=outside.secret_digest(receipt)).body)
        assert ASKED["applicant"].encode() not in sealed and b"data.json" not in sealed
    assert "等待收取" in world.said(receipt)
    assert not Request.objects.filter(content=ASKED["content"]).exists()

    done = world.take(world.post())
    assert (done.posts, done.refused) == (2, 0)
    request = Request.objects.get(bureau=h.bureau, content=ASKED["content"])
    assert request.arrived_on == TODAY - timedelta(days=1) and request.happened_on is None, "art. 31: confirmed first"
    assert DataCorrection.objects.get(bureau=h.bureau, wrong="甲").item == item
    assert Attachment.objects.filter(resource="disclosure.request", object_ref=request.pk).count() == 1
    entry = Entry.objects.filter(resource="disclosure.request", object_ref=request.pk).first()
    assert entry is not None and '"via":"outer"' in entry.text.replace(" ", "")
    assert receipts.find(h.bureau.pk, receipt) == request and receipt in receipts.all_of(request)
    assert StoredPost.objects.count() == 2 and "等待收取" in world.said(receipt), "kept until it is acknowledged"

    h.do("disclosure.request", "confirm", request, confirmed_on=h.day)
    world.carry_out()
    assert not StoredPost.objects.exists(), "deleted once the inner side has said that it has them"
    page = world.said(receipt)
    assert request.number in page and "第三十一条" in page and "办理情况截至" in page
    for secret in (ASKED["applicant"], ASKED["contact"], ASKED["identity"], ASKED["content"]):
        assert secret not in page and not StoredCard.objects.filter(data__icontains=secret).exists()
    wrong_one = receipt[:-1] + ("B" if receipt[-1] == "A" else "A")
    assert "办理中" in world.said(second) and "没有这个回执号" in world.said(wrong_one)
    request.refresh_from_db()
    h.do("disclosure.request", "accept", request, accepted_on=h.day)
    request.refresh_from_db()
    h.do("disclosure.request", "reply", request, delivered_on=h.day, result="granted", organ="己县人民政府")
    h.act("disclosure.item", "void", item, reason="重复", checker="复核")
    world.carry_out()
    assert "予以公开" in world.said(receipt) and world.out() == [], "nothing new, no package"
    with world.outer() as public:
        assert public.get(f"/open/ji/i/{item.pk}/").status_code == 404
    assert not outside.path_of(file.file.sha256).exists(), "a withdrawn file does not lie outside"


def _altered(source: Path, name: str, change: Callable[[bytes], bytes]) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            body = old.read(info.filename)
            new.writestr(info.filename, change(body) if info.filename == name else body)
    return out


def _with(source: Path, name: str, body: bytes) -> io.BytesIO:
    out = io.BytesIO(source.read_bytes())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr(name, body)
    return out


def test_a_package_that_is_not_what_it_should_be_is_refused_whole(world: World, tmp_path: Path) -> None:
    (first,) = world.out()
    member = package.CARDS
    bad_out = {
        "摘要不符": _altered(first, member, lambda b: b.replace("公开".encode(), "公闭".encode())),
        "比清单写的大": _altered(first, member, lambda b: b + b" " * (1 << 20)),
        "签名不对": _altered(first, package._MANIFEST, lambda b: b.replace(b'"number": 1', b'"number": 9')),
        "签名读不出来": _altered(first, package._SIGNATURE, lambda b: b"{}"),
        "对不上": _with(first, "../../outside.txt", b"x"),
        "不是交换包": io.BytesIO(b"PK\x05\x06" + b"\0" * 40),
        "文件已损坏": io.BytesIO(b"MZ"),
    }
    for words, source in bad_out.items():
        with pytest.raises(PackageError, match=words):
            loading.load(source, world.partner)
    assert not StoredCard.objects.exists() and world.partner.loaded == 0
    loading.load(first, world.partner)
    with pytest.raises(PackageError, match="已经收过"):
        loading.load(first, world.partner)

    receipt = world.apply()
    one = world.post()
    world.apply(content="第二件")
    two = world.post()
    with pytest.raises(PackageError, match="缺第1号"):
        world.take(two)
    forged = io.BytesIO()
    stranger, own = sm2.KeyFile.new(tmp_path / "other.pem"), package.signer
    package.signer = lambda: stranger  # type: ignore[assignment]
    try:
        package.write(forged, package.IN, pairing=world.channel.pairing, bureau="ji", number=1, previous="", now=NOW)
    finally:
        package.signer = own
    for words, source in (
        ("不是配对的机器签的", forged),
        ("收的是外网到内网的进包", io.BytesIO(first.read_bytes())),
        ("摘要不符", _altered(one, f"posts/{StoredPost.objects.order_by('pk')[0].key}", lambda b: b[:-1] + b"x")),
    ):
        with pytest.raises(PackageError, match=words):
            world.take(source)
    assert not Request.objects.filter(applicant=ASKED["applicant"]).exists() and world.channel.taken == 0
    refused = Package.objects.filter(state="refused")
    assert {"缺第1号包" in row.why or "整包拒收" in row.why or "收的是" in row.why for row in refused} == {True}
    world.take(one)
    world.take(two)
    with pytest.raises(PackageError, match="已经收过"):
        world.take(one)
    assert (
        Request.objects.filter(applicant=ASKED["applicant"]).count() == 2 == Taken.objects.filter(state="done").count()
    )
    (next_,) = world.out()
    world.apply(content="第三件")
    old = io.BytesIO(next_.read_bytes()), io.BytesIO(world.post().read_bytes())
    world.pair()
    for source, to in zip(old, (lambda s: loading.load(s, world.partner), world.take), strict=True):
        with pytest.raises(PackageError, match="作废的配对"):
            to(source)
    world.carry_out()
    world.take(world.post())
    assert Request.objects.filter(content="第三件").count() == 1, "what waited goes with the new pairing"
    assert Request.objects.filter(applicant=ASKED["applicant"]).count() == 3, "what was taken is not taken again"
    world.carry_out()
    assert "待确认收到" in world.said(receipt)


class _Killed(BaseException):
    """The process ends here."""


def _dying(monkeypatch: Any, where: Any, name: str, at: int) -> None:
    calls, real = [0], getattr(where, name)

    def dies(*args: Any, **kwargs: Any) -> Any:
        calls[0] += 1
        if calls[0] == at:
            raise _Killed
        return real(*args, **kwargs)

    monkeypatch.setattr(where, name, dies)


def test_killed_between_any_two_steps_nothing_is_lost_and_nothing_doubled(world: World, monkeypatch: Any) -> None:
    def until_done(steps: list[tuple[Any, str, int]], do: Callable[[], Any]) -> Any:
        for where, name, at in steps:
            with monkeypatch.context() as patch:
                _dying(patch, where, name, at)
                with pytest.raises(_Killed):
                    do()
        return do()

    item = Item.objects.filter(bureau=world.bureau, way="own_motion", life="live").order_by("pk")[0]
    attached = SimpleUploadedFile("目录.png", PNG)
    world.h.act("disclosure.item", "attach", item, file=attached, sensitivity="open")
    writes = [(package, "put", 1), (packing, "run", 1), (packing, "get_action", 1)]
    (first,) = until_done(writes, world.out)
    assert Package.objects.filter(direction="out").count() == 1 == world.channel.made
    until_done([(package, "put", 1), (loading, "_apply", 1)], lambda: loading.load(first, world.partner))
    receipts_ = [world.apply(content=f"第{i}件") for i in range(3)]
    source = until_done([(package, "put", 1), (loading, "_path", 1)], world.post)
    assert world.partner.posted == 1 and StoredPost.objects.filter(package=1).count() == 3
    takes = [(taking, "_one", 2), (taking, "get_action", 2), (taking, "run", 1), (taking, "run", 2)]
    done = until_done(takes, lambda: world.take(source))
    assert done.posts == 3 and Request.objects.filter(applicant=ASKED["applicant"]).count() == 3
    assert Taken.objects.filter(package=done, state="done").count() == 3
    world.carry_out()
    assert all("待确认收到" in world.said(receipt) for receipt in receipts_) and not StoredPost.objects.exists()


def test_by_network_only_the_paired_key_is_answered(world: World, monkeypatch: Any, tmp_path: Path) -> None:
    world.settings.YIFA_RELAY_ENDPOINT = True
    sent: list[tuple[bytes, str]] = []

    @contextmanager
    def through(line: Any, body: Any, ticket: str = "") -> Iterator[Any]:
        body.seek(0)
        raw = body.read()
        sent.append((raw, ticket))
        answer = _endpoint(raw, ticket)
        kept = io.BytesIO(b"".join(answer))
        if answer.status_code != 200:
            raise network.NetworkError(json.loads(kept.getvalue())["error"])
        yield kept

    monkeypatch.setattr(network._Line, "_post", through)
    world.h.act("relay.channel", "pair", address="https://outer.example/")
    world.apply()
    assert network.tried(world.channel, world.h.ctx()) == ""
    channel = world.channel
    assert channel.loaded == channel.made == 1 and channel.taken == 1 and not StoredPost.objects.exists()
    assert Request.objects.filter(content=ASKED["content"]).count() == 1
    assert network.tried(channel, world.h.ctx()) == "" and world.channel.made == 1, "nothing new, no package"
    for raw, ticket in sent:
        answer = _endpoint(raw, ticket)
        assert answer.status_code == 400, "a question and a package answered once are not answered again"
    assert _endpoint(b"x" * (70 << 10), "").status_code == 400
    assert _endpoint(b"x", "0" * 32).status_code == 400
    world.settings.HOME = tmp_path / "stranger"
    said = network.tried(world.channel, world.h.ctx())
    assert "不是配对的机器签的" in said and world.channel.said == said


def _endpoint(raw: bytes, ticket: str) -> Any:
    more = {"HTTP_X_YIFA_TICKET": ticket} if ticket else {}
    return network.endpoint(RequestFactory().post("/relay/", raw, content_type="application/zip", **more))


def _addresses() -> Iterator[str]:
    def walk(patterns: Any, before: str) -> Iterator[str]:
        for entry in patterns:
            here = before + str(entry.pattern)
            if isinstance(entry, URLPattern):
                yield here
            else:
                yield from walk(entry.url_patterns, here)

    for route in walk(get_resolver("yifa.site.urls").url_patterns, ""):
        filled = re.sub(r"<int:\w+>", "1", re.sub(r"<(slug|str):\w+>|<\w+>", "x", route))
        yield "/" + re.sub(r"[\^$\\]|\(\?P<\w+>[^)]*\)", "", filled)


def test_the_outer_side_answers_its_own_pages_and_nothing_else(world: World) -> None:
    addresses = {a for a in _addresses() if not a.startswith(("/open/", "/healthz", "/static/"))}
    assert len(addresses) > 150
    with world.outer() as public:
        own = {str(p.pattern) for p in get_resolver("yifa.site.urls_outer").url_patterns}
        assert "healthz" in own and "relay/" not in own
        for address in sorted(addresses):
            if address not in ("/",) and not address.startswith(("/trips/", "/counsel/")):
                assert public.get(address).status_code == 404, address
        page = public.get("/r/disclosure.request/").content.decode()
        assert "登录" not in page and "台账" not in page
        assert public.get("/").status_code == 302, "to the catalogue of the one bureau it serves"


def test_only_those_who_carry_packages_make_and_take_them(world: World) -> None:
    for role in ("clerk", "head", "auditor", "unit"):
        with pytest.raises(Refused):
            get_action("relay.package", "pack").authorise(world.h.ctx(role), None)
    with pytest.raises(Refused):
        get_action("relay.channel", "pair").authorise(world.h.ctx("legal"), None)


def test_what_was_not_taken_is_tried_again_or_declined(world: World, monkeypatch: Any) -> None:
    h, form = world.h, {"form_key": "f"}
    again, never = world.apply(content="再试的", **form), world.apply(content="不收的", **form)

    def faulty(*args: Any) -> Any:
        raise RuntimeError("fault")

    with monkeypatch.context() as patch:
        patch.setattr(DisclosureOutlet, "take", faulty)
        done = world.take(world.post())
    assert (done.posts, done.refused) == (2, 2) and not Request.objects.filter(applicant=ASKED["applicant"]).exists()
    first, second = Taken.objects.filter(package=done).order_by("pk")
    for reader, asked in ((h.scope("clerk"), 2), (h.scope("auditor"), 0)):
        assert len([t for t in inbox.todos(reader, h.day) if t.key.startswith("relay.post.")]) == asked
    desk = door(h, "legal")
    page = desk.get(f"/r/relay.post/{first.pk}/").content.decode()
    assert "系统出错" in page and "再试的" in page and ASKED["contact"] in page, "who decides reads what was handed in"
    for other in ("auditor", "clerk"):  # after a fault it is no office's yet, and somebody's data all the same
        assert ASKED["contact"] not in door(h, other).get(f"/r/relay.post/{first.pk}/").content.decode()
    assert "没有填" in desk.post(f"/r/relay.post/{second.pk}/do/decline/", {"why": ""}).content.decode()
    h.do("relay.post", "decline", second, why="同一件事已当面办结")
    assert taking.kept(h.bureau, second.key), "still sealed, should the decision have been wrong"
    h.do("relay.post", "retry", first)
    made = Request.objects.get(bureau=h.bureau, applicant=ASKED["applicant"])
    first.refresh_from_db()
    assert (first.state, first.object_ref, first.unit_id) == ("done", made.pk, made.unit_id)
    assert made.content == "再试的" and made.arrived_on == TODAY, "it counts from when it was handed in"
    for post in (first, second):
        last = Entry.objects.filter(resource="relay.post", object_ref=post.pk).order_by("-seq").first()
        assert last is not None and last.action == f"relay.post.{'retry' if post == first else 'decline'}"
    with pytest.raises(Refused, match="已经办入"):
        h.do("relay.post", "retry", first)
    assert not [t for t in inbox.todos(h.scope("clerk"), h.day) if t.key.startswith("relay.post.")]
    world.carry_out()
    assert "待确认收到" in world.said(again) and "同一件事已当面办结" in world.said(never)


def test_an_authority_of_its_own_is_named_and_a_wrong_one_said_in_words(world: World, tmp_path: Path) -> None:
    world.h.act("relay.channel", "pair", address="https://127.0.0.1:9/")
    world.settings.YIFA_RELAY_CA = str(tmp_path / "none.pem")
    assert "读不出来" in network.tried(world.channel, world.h.ctx())
    (tmp_path / "none.pem").write_text("x")
    assert "不是 PEM" in network.tried(world.channel, world.h.ctx())
    wrong = ssl.SSLCertVerificationError("")
    wrong.verify_code = 20
    assert "YIFA_RELAY_CA" in network._unreached(wrong)
    wrong.verify_code = 62
    assert "不是这个地址" in network._unreached(wrong)
