from django.test import Client
def test_pages(sign_in, text, db):
    c = sign_in("legal", "jia")
    for url in ("/search", "/search?q=党组", "/search?q=信息公开", "/search?q=法&kind=law","/me/sessions/","/accounts/password/change/","/accounts/logout/","/help/decisions/","/help/core_org/", "/accounts/help/"):
        r = c.get(url)
        print(url, r.status_code)
        assert r.status_code in (200, 404), (url, r.status_code, r.content.decode()[:600])
    a = Client()
    for url in ("/accounts/login/","/accounts/signup/","/accounts/password/reset/", "/nope", "/accounts/email/"):
        r = a.get(url); print(url, r.status_code)
    r = a.post("/accounts/login/", {"login":"legal","password":"x"}); print(r.status_code, "账号或密码不对" in r.content.decode())
