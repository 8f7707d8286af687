"""Addresses that are never fetched, and certificates."""

from __future__ import annotations

import pytest

from crawlers.certificates import SiteCertificatePolicy
from crawlers.guards import PageRefusedError, check_target, is_local_host, is_public_address
from crawlers.registry import Registry, load_registry

LOCAL = [
    "127.0.0.1",
    "localhost",
    "LOCALHOST.",
    "printer.local",
    "2130706433",
    "0x7f000001",
    "127.1",
    "0177.0.0.1",
    "::1",
    "[::1]",
    "::ffff:127.0.0.1",
    "0.0.0.0",
    "10.0.0.8",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "fe80::1%eth0",
]


@pytest.mark.parametrize("host", LOCAL)
def test_hosts_that_are_not_public(host):
    assert is_local_host(host)
    with pytest.raises(PageRefusedError) as caught:
        check_target(f"http://{'[' + host.strip('[]') + ']' if ':' in host else host}/a", "nbtv", load_registry())
    assert caught.value.outcome == "refused_address"


@pytest.mark.parametrize("host", ["nbtv.vn", "8.8.8.8", "2606:4700::1111", "báo.vn"])
def test_public_hosts_pass(host):
    assert not is_local_host(host)


def test_addresses_that_a_name_may_resolve_to():
    assert is_public_address("113.160.0.1")
    assert is_public_address("::ffff:113.160.0.1")
    assert not is_public_address("::ffff:10.0.0.1")
    assert not is_public_address("ff02::1")
    assert not is_public_address("no address")


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        ("https://baobackan.vn/a-post1.html", "offsite"),
        ("https://nbtv.vn.evil.example.com/", "offsite"),
        ("https://nbtv.vn@evil.example.com/", "offsite"),
        ("ftp://nbtv.vn/a", "refused_address"),
        ("https://nbtv.vn:22/", "refused_address"),
        ("https://nbtv.vn:99999/", "refused_address"),
        ("https:///a", "refused_address"),
    ],
)
def test_a_page_stays_on_its_site(url, outcome):
    with pytest.raises(PageRefusedError) as caught:
        check_target(url, "nbtv", load_registry())
    assert caught.value.outcome == outcome


def test_own_hosts_pass():
    for url in ("https://nbtv.vn/a", "http://www.nbtv.vn:80/a", "https://m.nbtv.vn:443/"):
        check_target(url, "nbtv", load_registry())


def test_certificates_are_verified_but_for_a_site_that_opts_out_and_that_is_logged(caplog):
    known = load_registry()
    lax = known.site("nbtv").model_copy(update={"verify_certificates": False})
    registry = Registry({**known.sites, "nbtv": lax}, known.families)

    class Strict:
        _verify_certificates = True

    policy = SiteCertificatePolicy(Strict(), registry)
    assert policy.policy_for("baobackan.vn")._verify_certificates
    assert policy.policy_for("unknown.example.com")._verify_certificates
    for _ in range(2):
        assert not policy.policy_for("www.nbtv.vn")._verify_certificates
    assert [record.message for record in caplog.records] == [
        "nbtv: its certificate is not verified (verify_certificates = false in its TOML)"
    ]


def test_the_settings_switch_off_what_must_not_be_there():
    from scrapy.settings import Settings

    settings = Settings()
    settings.setmodule("crawlers.settings")
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler is not None} == {"http", "https"}
    for name in ("COOKIES_ENABLED", "METAREFRESH_ENABLED", "TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED"):
        assert not settings.getbool(name)
    assert settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    assert settings.getint("CONCURRENT_ITEMS") == 4
    assert settings.getint("DOWNLOAD_MAXSIZE") == 8 << 20
    assert settings["JOBDIR"] is None
