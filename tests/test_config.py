"""Settings: where they come from, which wins, and how a mistake is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.config import ConfigError, described, load, settings_markdown
from fedicoop.config.settings import EVERY

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.config import Config

LEAST = 'host = "coop.example"\nname = "Coopérative"\n'


def given(folder: Path, settings: str = "", environ: dict[str, str] | None = None) -> Config:
    """Load an instance whose file has these settings after host and name."""
    (folder / "instance.toml").write_text(LEAST + settings, encoding="utf-8")
    return load(folder, environ or {})


def refused(folder: Path, settings: str = "", environ: dict[str, str] | None = None) -> str:
    """Give the words of the refusal, without the folder."""
    with pytest.raises(ConfigError) as caught:
        given(folder, settings, environ)
    return str(caught.value).replace(f"{folder}/", "")


def test_host_and_name_are_enough(tmp_path: Path) -> None:
    """Everything else has a default."""
    config = given(tmp_path)
    assert (config.host, config.name) == ("coop.example", "Coopérative")
    assert config.public_url == "https://coop.example"
    assert config.server.port == 8080
    assert config.languages == ("fr", "en")
    assert not config.development.is_on


def test_every_section_is_read(tmp_path: Path) -> None:
    """Lists become tuples, tables become tables that nobody can change."""
    config = given(
        tmp_path,
        'languages = ["en"]\nnational_hub = true\n'
        '[server]\nport = 0\ntrusted_proxies = ["10.0.0.0/8"]\n'
        '[federation]\nmode = "allowlist"\nallow = ["peer.example"]\n'
        "[limits]\nimages_per_post = 2\n"
        '[development]\nhosts = { "gts.test" = "127.0.0.2" }\n',
    )
    assert config.national_hub
    assert config.server.trusted_proxies == ("10.0.0.0/8",)
    assert config.federation.allow == ("peer.example",)
    assert dict(config.development.hosts) == {"gts.test": "127.0.0.2"}
    assert config.development.is_on
    with pytest.raises(TypeError):
        config.development.hosts["a"] = "b"  # type: ignore[index]  # that is the point


def test_a_variable_wins_over_the_file(tmp_path: Path) -> None:
    """And config show says that it did."""
    config = given(
        tmp_path,
        "[server]\nport = 1\n",
        {
            "FEDICOOP_SERVER__PORT": "8101",
            "FEDICOOP_LANGUAGES": "en, fr",
            "FEDICOOP_NATIONAL_HUB": "True",
            "FEDICOOP_DEVELOPMENT__HOSTS": "a.test=127.0.0.2, b.test = ::1",
            "FEDICOOP_INSTANCE": "elsewhere",
            "FEDICOOP_TEST_POSTGRES": "postgresql://nowhere",
            "HOME": "/",
        },
    )
    assert config.server.port == 8101
    assert config.languages == ("en", "fr")
    assert config.national_hub
    assert dict(config.development.hosts) == {"a.test": "127.0.0.2", "b.test": "::1"}
    assert config.sources["server.port"] == "FEDICOOP_SERVER__PORT"
    assert config.sources["name"] == str(tmp_path / "instance.toml")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("nmae = 1\n", "instance.toml: unknown key 'nmae'; did you mean 'name'?"),
        ("[sever]\nport = 1\n", "instance.toml: unknown key 'sever'; did you mean 'server'?"),
        ("[server]\nprot = 1\n", "instance.toml: unknown key server.prot; did you mean 'port'?"),
        ("[server]\nzzzzz = 1\n", "instance.toml: unknown key server.zzzzz"),
        ("server = 1\n", "instance.toml: [server] should be a table of settings, not 1"),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest_known_one(
    tmp_path: Path, settings: str, said: str
) -> None:
    """So that a slip of the finger is seen at once."""
    assert refused(tmp_path, settings) == said


@pytest.mark.parametrize(
    ("variable", "said"),
    [
        (
            "FEDICOOP_SERVER__PROT",
            "FEDICOOP_SERVER__PROT: no such setting; did you mean FEDICOOP_SERVER__PORT?",
        ),
        ("FEDICOOP_ZQ", "FEDICOOP_ZQ: no such setting"),
    ],
)
def test_an_unknown_variable_is_refused_too(tmp_path: Path, variable: str, said: str) -> None:
    """Ours start with FEDICOOP_; others are nobody's business."""
    assert refused(tmp_path, environ={variable: "1"}) == said


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('[server]\nport = "80"\n', "server.port should be a whole number, not '80'"),
        ("[server]\nport = true\n", "server.port should be a whole number, not True"),
        ("national_hub = 1\n", "national_hub should be true or false, not 1"),
        ('languages = "fr"\n', "languages should be a list of texts, not 'fr'"),
        ("languages = [1]\n", "languages should be a list of texts, not [1]"),
        ("[mail]\nsender = 1\n", "mail.sender should be a text, not 1"),
        ("[mail]\nurl = 1\n", "mail.url should be a text, not what it is"),
        (
            "[development]\nhosts = { a = 1 }\n",
            "development.hosts should be a table of texts, not {'a': 1}",
        ),
    ],
)
def test_a_value_of_the_wrong_type_is_explained(tmp_path: Path, settings: str, said: str) -> None:
    """In the operator's words, not Python's."""
    assert refused(tmp_path, settings) == f"instance.toml: {said}"


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        (
            {"FEDICOOP_SERVER__PORT": "eighty"},
            "FEDICOOP_SERVER__PORT: server.port should be a whole number, not 'eighty'",
        ),
        (
            {"FEDICOOP_NATIONAL_HUB": "oui"},
            "FEDICOOP_NATIONAL_HUB: national_hub should be true or false, not 'oui'",
        ),
    ],
)
def test_a_variable_of_the_wrong_type_names_itself(
    tmp_path: Path, environ: dict[str, str], said: str
) -> None:
    """Not the file, which is in order."""
    assert refused(tmp_path, environ=environ) == said


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("", "host is missing: it is the name in every address, such as coop.example"),
        ("Coop.example", "not 'Coop.example'"),
        ("https://coop.example", "not 'https://coop.example'"),
        ("coöp.example", "(xn--… for é and the like)"),
        ("-coop.example", "should be a name"),
        ("coop..example", "should be a name"),
        ("127.0.0.1", "should be a name"),
        ("coop.example:", "should be a name"),
        ("coop.example:0", "should be a name"),
        ("coop.example:65536", "should be a name"),
        ("coop", "host should be a full name such as coop.example"),
        ("coop.fr:8080", "host has a port, 8080: other servers only find coop.fr on the usual one"),
        (f"{'a' * 64}.example", "should be a name"),
        (f"{'a.' * 130}example", "should be a name"),
    ],
)
def test_a_host_that_nobody_could_find_is_refused(tmp_path: Path, host: str, said: str) -> None:
    """It is part of every address for ever."""
    assert said in refused(tmp_path, environ={"FEDICOOP_HOST": host})


@pytest.mark.parametrize("host", ["coop.fr", "xn--cop-sna.example", "localhost", "a.localhost:81"])
def test_a_good_host_is_taken(tmp_path: Path, host: str) -> None:
    """A port only where nobody else has to find it."""
    assert given(tmp_path, environ={"FEDICOOP_HOST": host}).public_url == f"https://{host}"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("languages = []\n", "languages should be one or more of fr, en, not []"),
        ('languages = ["de"]\n', "not ['de']"),
        ('languages = ["fr", "fr"]\n', "not ['fr', 'fr']"),
        ('[server]\nbind = "everywhere"\n', "server.bind should be an IP address"),
        ("[server]\nport = 65536\n", "server.port should be at most 65535, not 65536"),
        ("[server]\nport = -1\n", "server.port should be at least 0, not -1"),
        ('[server]\ntrusted_proxies = ["*"]\n', "server.trusted_proxies has '*': "),
        ('[server]\npublic_url = "coop.example"\n', 'should be "https://" and a host'),
        ('[server]\npublic_url = "https://u@coop.example"\n', "and a host"),
        ('[server]\npublic_url = "https://coop.example/a"\n', "with nothing behind it"),
        ('[server]\npublic_url = "https://coop.example:99999"\n', "and a host"),
        ('[server]\npublic_url = "https://coop.example:0"\n', "and a host"),
        (
            '[server]\npublic_url = "https://other.example"\n',
            "server.public_url names other.example, but host is coop.example",
        ),
        ('[database]\nurl = "mysql://a/b"\n', 'database.url should be "sqlite" or "postgresql:'),
        ('[federation]\nmode = "closed"\n', 'federation.mode should be "open" or "allowlist"'),
        ('[federation]\nallow = ["https://a.fr"]\n', "federation.allow has 'https://a.fr'"),
        ('[federation]\nca_file = "no.pem"\n', "federation.ca_file names no.pem, which is not"),
        ('[mail]\nurl = "http://a"\n', 'mail.url should be "smtp://user@host:587"'),
        ('[mail]\nurl = "file:"\n', 'mail.url should be "smtp://user@host:587"'),
        ('[mail]\nurl = "smtp://[::1"\n', 'mail.url should be "smtp://user@host:587"'),
        ('[mail]\nsender = "A <a@b.fr>"\n', "mail.sender should be a bare address"),
        ('[contact]\nemail = "nous"\n', "contact.email should be a bare address"),
        ('[contact]\nphone = "call me"\n', "contact.phone should be a number as people read it"),
        ('[contact]\nhours = "a\\nb"\n', "contact.hours should be one line"),
        ('[contact]\naddress = ["a", " "]\n', "contact.address should be at most 6 lines"),
        ('[contact]\ndonate = "http://dons.fr/"\n', "contact.donate has 'http://dons.fr/'"),
        ('[contact]\ndonate = "javascript:x"\n', "contact.donate has 'javascript:x'"),
        ('[tools]\npublic = { "Pad" = "https://u@pad.fr/" }\n', "tools.public has 'https://u@"),
        ('[tools]\nmembers = { "Pad" = "" }\n', "tools.members has no address for 'Pad'"),
        ('[tools]\nmembers = { " | " = "https://pad.fr/" }\n', "tools.members should say in a"),
        ("[limits]\ninbox_kb = 1\n", "limits.inbox_kb should be at least 64, not 1"),
        ('[development]\nallow_networks = ["x"]\n', "development.allow_networks has 'x'"),
        ('[development]\nhosts = { "a.test" = "b" }\n', "development.hosts has 'a.test' = 'b'"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused(tmp_path: Path, settings: str, said: str) -> None:
    """Before the server starts, with the name of the setting."""
    assert said in refused(tmp_path, settings)


@pytest.mark.parametrize("name", [" ", "a\nb", "a" * 201])
def test_the_cooperative_has_a_name_on_one_line(tmp_path: Path, name: str) -> None:
    """It stands in every title and From line."""
    assert refused(tmp_path, environ={"FEDICOOP_NAME": name}).startswith("FEDICOOP_NAME: name ")


@pytest.mark.parametrize(
    "settings",
    ["insecure_http = true", 'allow_networks = ["127.0.0.0/8"]', 'hosts = {"a.test" = "::1"}'],
)
def test_development_switches_are_refused_on_a_real_host(tmp_path: Path, settings: str) -> None:
    """Whoever copies a test's settings to a real server is told."""
    real = {"FEDICOOP_HOST": "coop.fr"}
    said = refused(tmp_path, f"[development]\n{settings}\n", real)
    assert "is refused on coop.fr; it is for hosts under .localhost, .test" in said


def test_tiles_come_from_one_server_over_https(tmp_path: Path) -> None:
    """Its name goes into the policy of the page, so that nothing else can."""
    for url in ("https://tiles.example.org/{z}/{x}/{y}.png", "http://t.localhost:81/{z}/{x}/{y}"):
        assert given(tmp_path, f'[map]\ntiles = "{url}"\n').map.tiles == url
    for url in (
        "http://tiles.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}.png",
        "https://ana:secret@tiles.example.org/{z}/{x}/{y}",
        "https://tiles.example.org/{z}/{x}/{y}; script-src *",
        "https://*/{z}/{x}/{y}",
        "//tiles.example.org/{z}/{x}/{y}",
    ):
        assert "map.tiles" in refused(tmp_path, f'[map]\ntiles = "{url}"\n')


def test_plain_http_is_for_development_only(tmp_path: Path) -> None:
    """A real cooperative's address is https."""
    plain = {"FEDICOOP_HOST": "coop.fr", "FEDICOOP_SERVER__PUBLIC_URL": "http://coop.fr"}
    assert "should start with https://" in refused(tmp_path, environ=plain)
    local = {
        "FEDICOOP_HOST": "normandie.localhost",
        "FEDICOOP_SERVER__PUBLIC_URL": "http://normandie.localhost:8101/",
    }
    assert given(tmp_path, environ=local).public_url == "http://normandie.localhost:8101"


@pytest.mark.parametrize("section", ["database", "mail"])
def test_a_password_in_the_file_is_refused(tmp_path: Path, section: str) -> None:
    """People copy the file, show it and keep it in git; the refusal does not repeat it either."""
    said = refused(tmp_path, f'[{section}]\nurl = "smtp://user:hunter2@host"\n')
    assert f"{section}.url has a password in it" in said
    assert f"FEDICOOP_{section.upper()}__URL" in said
    assert f"data/secrets/{section}.url" in said
    assert "hunter2" not in said


def test_a_password_comes_from_a_file_of_secrets(tmp_path: Path) -> None:
    """It wins over the file, and a variable wins over it."""
    secrets = tmp_path / "data" / "secrets"
    secrets.mkdir(parents=True)
    (secrets / "mail.url").write_text("smtps://user:hunter2@mail.example\n", encoding="utf-8")
    (secrets / "host").write_text("elsewhere.example", encoding="utf-8")
    config = given(tmp_path, '[mail]\nurl = "file:data/mail"\n')
    assert config.mail.url == "smtps://user:hunter2@mail.example"
    assert config.sources["mail.url"] == str(secrets / "mail.url")
    assert config.host == "coop.example"
    assert given(tmp_path, environ={"FEDICOOP_MAIL__URL": "file:out"}).mail.url == "file:out"


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    """Neither by config show nor in a traceback."""
    environ = {
        "FEDICOOP_MAIL__URL": "smtp://user:hunter2@mail.example",
        "FEDICOOP_DATABASE__URL": "postgresql://user:hunter3@host/db",
    }
    config = given(tmp_path, environ=environ)
    shown = {name: (value, source) for name, value, source in described(config)}
    assert shown["mail.url"] == ('"smtp://user:…@mail.example"', "FEDICOOP_MAIL__URL")
    assert "hunter" not in f"{config!r}{shown}"


def test_config_show_names_every_setting_and_its_source(tmp_path: Path) -> None:
    """As instance.toml would write it."""
    config = given(tmp_path, '[development]\nhosts = { "a.test" = "::1" }\n')
    shown = {name: (value, source) for name, value, source in described(config)}
    assert shown.keys() == EVERY.keys()
    assert shown["languages"] == ('["fr", "en"]', "default")
    assert shown["name"] == ('"Coopérative"', str(tmp_path / "instance.toml"))
    assert shown["development.hosts"][0] == '{ "a.test" = "::1" }'
    assert shown["development.insecure_http"][0] == "false"


def test_an_odd_address_is_hidden_whole(tmp_path: Path) -> None:
    """One that cannot be read may hold a password anywhere."""
    said = refused(tmp_path, environ={"FEDICOOP_MAIL__URL": "smtp://user:hunter2@[::1"})
    assert "hunter2" not in said


def test_paths_start_from_the_folder_of_the_instance(tmp_path: Path) -> None:
    """Wherever the program is started from."""
    (tmp_path / "ca.pem").write_text("", encoding="utf-8")
    config = given(tmp_path, '[federation]\nca_file = "ca.pem"\n')
    assert config.federation.ca_file == str(tmp_path / "ca.pem")


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    """With the command to type."""
    with pytest.raises(ConfigError, match=r"is missing; fedicoop init .* makes one"):
        load(tmp_path, {})


@pytest.mark.parametrize("content", [b"host = ", b"\xff\xfe"])
def test_a_file_that_is_not_toml_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    """With what the reader stumbled over."""
    (tmp_path / "instance.toml").write_bytes(content)
    with pytest.raises(ConfigError, match=r"instance\.toml: "):
        load(tmp_path, {})


def test_the_page_of_settings_has_a_row_for_each() -> None:
    """Name, default, variable, use, bounds."""
    page = settings_markdown()
    assert "| `server.port` | `8080` | `FEDICOOP_SERVER__PORT` | Port to listen on; 0 for " in page
    assert "From 1 to 1000. |" in page
    assert page.count("\n| `") == len(EVERY)


def test_kinds_of_event_have_names_and_what_people_read(tmp_path: Path) -> None:
    """The names stand in addresses and documents."""
    kinds = 'kinds = { "cafe-reparation" = "Café réparation | Repair café" }'
    found = given(tmp_path, f'[events]\n{kinds}\nwithout = ["apero"]\n').events
    assert found.kinds == {"cafe-reparation": "Café réparation | Repair café"}
    assert found.without == ("apero",)
    many = ", ".join(f'"k{number}" = "K"' for number in range(41))
    for wrong in (
        'kinds = { "Café" = "Café" }',
        'kinds = { "-" = "Tiret" }',
        'kinds = { "cafe" = " | " }',
        'kinds = { "cafe" = "a\\nb" }',
        f"kinds = {{ {many} }}",
    ):
        assert "events.kinds" in refused(tmp_path, f"[events]\n{wrong}\n")
    assert "events.without" in refused(tmp_path, '[events]\nwithout = ["Apéro"]\n')
