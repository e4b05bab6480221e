"""`sources:` in leadhouse.yml: addresses and credentials are judged before anything leaves this machine."""

import socket
from datetime import timedelta

import pytest

from orchestration.errors import ConfigError
from orchestration.settings import load_settings

VALID = """\
sources:
  - api: salesforce
    base_url: https://acme.my.salesforce.com
    credentials: {client_id: SF_ID, client_secret: SF_SECRET}
"""


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*arguments, **options):
        raise AssertionError("a socket was used")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def read(tmp_path, text: str):
    path = tmp_path / "leadhouse.yml"
    path.write_text(text)
    return load_settings(path, tmp_path / "home")


def test_what_is_not_said_has_a_default(tmp_path):
    (source,) = read(tmp_path, VALID).sources
    assert (source.system, source.overlap, source.full_every) == ("salesforce", timedelta(hours=2), timedelta(days=7))
    assert source.place == f"{tmp_path / 'leadhouse.yml'}:2"


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://acme.my.salesforce.com",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.7",
        "https://[::1]",
        "https://localhost",
        "https://2130706433",
        "https://salesforce.com.example.org",
        "https://evilsalesforce.com",
        "https://user:word@acme.my.salesforce.com",
        "https://acme.my.salesforce.com@127.0.0.1",
        "gopher://acme.my.salesforce.com",
        "acme.my.salesforce.com",
        "../../etc",
    ],
)
@pytest.mark.parametrize("key", ["base_url", "auth_url"])
def test_O10_an_address_that_is_not_the_vendors_is_refused_unasked(tmp_path, key, address):
    text = VALID.replace("base_url: https://acme.my.salesforce.com", f"base_url: {address}")
    if key == "auth_url":
        text = VALID + f"    auth_url: '{address}'\n"
    with pytest.raises(ConfigError, match="is not a"):
        read(tmp_path, text)


def test_O10_a_host_may_be_allowed_by_its_name_alone(tmp_path):
    text = VALID.replace("https://acme.my.salesforce.com", "http://proxy.internal:8080")
    with pytest.raises(ConfigError, match="not an https address"):
        read(tmp_path, text)
    (source,) = read(tmp_path, text + "    allow_hosts: proxy.internal\n").sources
    assert source.base_url == "http://proxy.internal:8080"
    with pytest.raises(ConfigError, match="'proxy.example'"):
        read(tmp_path, VALID.replace("acme.my.salesforce.com", "proxy.example") + "    allow_hosts: proxy.internal\n")


def test_O06_a_secret_in_the_place_of_a_name_is_refused_and_not_repeated(tmp_path):
    with pytest.raises(ConfigError, match="name of an environment variable") as refused:
        read(tmp_path, VALID.replace("SF_SECRET", "canary-3MVG9"))
    assert "canary" not in str(refused.value)


@pytest.mark.parametrize("credentials", ["{client_id: A}", "{client_id: A, client_secret: B, more: C}", "{}"])
def test_credentials_are_those_that_the_vendor_wants(tmp_path, credentials):
    text = VALID.replace("{client_id: SF_ID, client_secret: SF_SECRET}", credentials)
    with pytest.raises(ConfigError, match="the credentials of Salesforce are client_id, client_secret"):
        read(tmp_path, text)


@pytest.mark.parametrize("overlap", ["2", "two hours", "-1h", "1w"])
def test_a_length_of_time_has_a_unit(tmp_path, overlap):
    with pytest.raises(ConfigError, match="leadhouse.yml:5: sources.0.overlap: '.*' is not a length of time"):
        read(tmp_path, VALID + f"    overlap: {overlap}\n")


def test_a_crm_whose_tokens_are_had_elsewhere_wants_to_know_where(tmp_path):
    text = VALID.replace("salesforce\n", "zoho\n").replace("acme.my.salesforce.com", "www.zohoapis.eu")
    text = text.replace("SF_SECRET}", "SF_SECRET, refresh_token: SF_TOKEN}")
    with pytest.raises(
        ConfigError, match="the tokens of Zoho are had elsewhere: add 'auth_url', like https://accounts.zoho"
    ):
        read(tmp_path, text)
    assert read(tmp_path, text + "    auth_url: https://accounts.zoho.eu\n").sources[0].system == "zoho"


def test_two_organisations_need_two_names(tmp_path):
    twice = VALID + VALID.removeprefix("sources:\n")
    with pytest.raises(ConfigError, match="leadhouse.yml:5: .*leadhouse.yml:2 has the system 'salesforce' too"):
        read(tmp_path, twice)
    assert len(read(tmp_path, twice + "    system: salesforce_asia\n").sources) == 2


def test_a_misspelt_key_names_the_nearest(tmp_path):
    with pytest.raises(ConfigError, match="unknown key. Did you mean 'full_every'"):
        read(tmp_path, VALID + "    ful_every: 7d\n")
