"""Configuration: whatever is wrong in thidua.toml is named with file and key."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from crawlers.config import Config, commented_toml, described_keys, load_config, parse_config
from crawlers.errors import ConfigurationError
from crawlers.home import Home

WHERE = Path("/homes/one/thidua.toml")


def write(home: Home, text: str) -> None:
    home.root.mkdir(parents=True)
    home.config_file.write_text(text, encoding="utf-8")


def test_no_file_means_the_defaults(home: Home) -> None:
    config = load_config(home)
    assert config == Config()
    assert config.contact is None
    assert config.delays.for_site("baohaiduong") == 1.0
    assert config.limits.body_mib == 8


def test_values_and_delays_of_single_sites(home: Home) -> None:
    write(home, 'contact = "a@example.org"\nsites = ["nbtv"]\n[delays]\ndefault = 2\nnbtv = 0.5\n[limits]\nrevisit_days = 3\n')
    config = load_config(home)
    assert (config.delays.for_site("nbtv"), config.delays.for_site("baobackan")) == (0.5, 2.0)
    assert config.delays.by_site == {"nbtv": 0.5}
    assert config.limits.revisit_days == 3
    config.check_sites({"nbtv", "baobackan"}, home.config_file)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('contcat = "a@b.vn"', "unknown key 'contcat'; perhaps 'contact' is meant"),
        ("[limits]\nbody_mb = 3", "unknown key 'limits.body_mb'; perhaps 'limits.body_mib' is meant"),
        ("listing_depth = 3", "perhaps 'limits.listing_depth' is meant"),
        ("zzz = 3", "unknown key 'zzz'; `thidua config` lists all keys"),
        ('[limits]\nbody_mib = "8"', "limits.body_mib: should be a valid integer, but it is '8'"),
        ("[limits]\nbody_mib = 0", "limits.body_mib: should be greater than or equal to 1, but it is 0"),
        ('[delays]\nnbtv = "slow"', "delays.nbtv: should be a valid number"),
        ("[delays]\ndefault = -1", "delays.default"),
        ("limits = 3", "limits: should be a valid dictionary"),
        ('contact = "me"', "contact: must be an e-mail address or a web address on one line"),
        ('contact = "a@b.vn\\nX-Header: 1"', "contact: must be an e-mail address"),
        ('contact = "Nguyễn <a@b.vn>"', "contact: must be of ASCII letters, since HTTP headers take no others"),
        ("[limit]\nbody_mib = 3", "unknown key 'limit'; perhaps 'limits' is meant"),
        ("contact = ", "is not a TOML file (Invalid value"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_file_and_key(home: Home, text: str, words: str) -> None:
    write(home, text)
    with pytest.raises(ConfigurationError) as caught:
        load_config(home)
    sentence = str(caught.value)
    assert sentence.startswith(f"{home.config_file}: ")
    assert words in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert caught.value.exit_code == 2


def test_a_byte_order_mark_is_no_fault(home: Home) -> None:
    home.root.mkdir(exist_ok=True)
    home.config_file.write_text('sites = ["nbtv"]', encoding="utf-8-sig")
    assert load_config(home).sites == ["nbtv"]


def test_files_that_are_no_text(home: Home) -> None:
    home.root.mkdir(parents=True)
    home.config_file.write_bytes(b'contact = "\xff\xfe"')
    with pytest.raises(ConfigurationError, match="is not a TOML file"):
        load_config(home)
    home.config_file.unlink()
    home.config_file.mkdir()
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_config(home)


@pytest.mark.parametrize(("key", "text"), [("sites", 'sites = ["nbvt"]'), ("delays", "[delays]\nnbvt = 1.0")])
def test_unknown_sites_are_named_with_the_nearest_known(key: str, text: str) -> None:
    config = parse_config(tomllib.loads(text), WHERE)
    with pytest.raises(ConfigurationError, match=rf"{WHERE}: {key}: no site is called 'nbvt'; perhaps 'nbtv' is meant"):
        config.check_sites({"nbtv", "baohaiduong"}, WHERE)


@pytest.mark.parametrize(
    "config",
    [
        Config(),
        parse_config(
            {"contact": "https://a.vn", "delays": {"default": 3, "nbtv": 0.25}, "notices": {"command": ["mail", 'ai "x"']}}, WHERE
        ),
    ],
)
def test_the_commented_file_reads_back_as_the_same_configuration(config: Config) -> None:
    text = commented_toml(config)
    assert parse_config(tomllib.loads(text), WHERE) == config
    for key, _, _, description in described_keys(config):
        assert f"{key.rpartition('.')[2]} = " in text
        assert len(description) > 20


@pytest.mark.parametrize("name", ["data [old]", "what?", "a*", "it's", 'the "real" one', "{x}", "no #1"])
def test_a_home_that_sql_would_read_as_a_pattern_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match="rename the folder or choose another"):
        Home.resolve(tmp_path / name)


def test_home_is_explicit_then_environment_then_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Home.resolve().root == tmp_path / "data"
    monkeypatch.setenv("THIDUA_HOME", str(tmp_path / "environment"))
    assert Home.resolve().root == tmp_path / "environment"
    assert Home.resolve(Path("explicit")).root == tmp_path / "explicit"
    monkeypatch.setenv("THIDUA_HOME", "")
    assert Home.resolve().archive == tmp_path / "data" / "archive"
