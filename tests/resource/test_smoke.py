from yifa.governance.decisions.models import Meeting


def test_all(sign_in, text):
    c = sign_in("legal", "jia")
    page = text(c.get("/r/decisions.meeting/"))
    assert "共 " in page
    pk = Meeting.objects.filter(bureau__code="jia").first().pk
    for url in (
        "/m/decisions/",
        f"/r/decisions.meeting/{pk}/",
        "/r/decisions.meeting/new/",
        "/r/decisions.meeting/new/backfill/",
        f"/r/decisions.meeting/{pk}/do/correct/",
        f"/r/decisions.meeting/{pk}/do/attach/",
        f"/r/decisions.meeting/{pk}/do/void/",
        "/r/decisions.meeting/?q=党组",
        "/r/decisions.meeting/?sort=-number",
        "/r/decisions.meeting/?happened_on_in=last_year&body=party_group",
        "/m/core_org/",
        "/r/core_org.unit/",
        "/r/decisions.meeting/export.xlsx",
        "/r/decisions.meeting/export.csv?q=党组",
        "/r/kernel_resource.export/",
    ):
        r = c.get(url)
        assert r.status_code == 200, (url, r.status_code, r.content.decode()[:600])
