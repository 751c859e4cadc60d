"""Keys: made, loaded, found in documents, and refused."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fedicoop.activitypub.keys import (
    PublicKey,
    Signer,
    generate,
    keys_of,
    load_multibase,
    load_private,
    load_public,
    owner_of_key_document,
    public_pem_of,
)
from fedicoop.errors import Unauthenticated, Unavailable
from tests.activitypub.signing import BOB, KEY_ID, private_key, public_pem

WIRE = Path(os.environ.get("FEDICOOP_WIRE", "../shared/wire"))
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
SPKI = serialization.PublicFormat.SubjectPublicKeyInfo
PKCS1 = serialization.PublicFormat.PKCS1


def multibase(prefix: bytes, raw: bytes) -> str:
    """Write bytes as a Multikey does."""
    number, text = int.from_bytes(prefix + raw, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = BASE58[digit] + text
    return f"z{text}"


def ed25519_raw() -> bytes:
    """Make the 32 bytes of a key."""
    return Ed25519PrivateKey.generate().public_key().public_bytes_raw()


def actor(**more: Any) -> dict[str, Any]:
    """Give bob's document."""
    return {"id": BOB, "type": "Person", **more}


def entry(key_id: str = KEY_ID, owner: str = BOB, **more: Any) -> dict[str, Any]:
    """Give a key as an actor lists it."""
    return {"id": key_id, "owner": owner, "publicKeyPem": public_pem(), **more}


def test_what_one_half_of_our_keys_signs_the_other_confirms() -> None:
    private_pem, made = generate()
    signer = Signer(BOB, KEY_ID, load_private(private_pem))
    key = PublicKey(KEY_ID, BOB, load_public(made))

    assert key.holds(b"letter", signer.sign(b"letter"))
    assert not key.holds(b"another", signer.sign(b"letter"))
    assert signer.private.key_size == 2048
    assert private_pem.startswith("-----BEGIN PRIVATE KEY-----\n")
    assert made.startswith("-----BEGIN PUBLIC KEY-----\n")
    assert public_pem_of(key) == made
    assert generate()[1] != made


def test_a_signer_shown_does_not_tell_its_key() -> None:
    private_pem = generate()[0]

    shown = repr(Signer(BOB, KEY_ID, load_private(private_pem)))

    assert BOB in shown
    assert private_pem.splitlines()[1] not in shown


@pytest.mark.parametrize("pem", ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_a_damaged_key_of_ours_is_our_trouble(pem: str) -> None:
    with pytest.raises(Unavailable, match="cannot be read"):
        load_private(pem)


def test_a_private_key_of_another_kind_is_not_ours() -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(
        PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

    with pytest.raises(Unavailable, match="not RSA"):
        load_private(pem.decode())


@pytest.mark.parametrize("form", [SPKI, PKCS1])
@pytest.mark.parametrize("size", [2048, 4096])
def test_both_pem_forms_are_read_and_written_as_spki(
    form: serialization.PublicFormat, size: int
) -> None:
    pem = private_key(size).public_key().public_bytes(PEM, form).decode()

    key = PublicKey(KEY_ID, BOB, load_public(pem))

    assert key.kind == "rsa"
    assert public_pem_of(key) == public_pem(private_key(size))


def test_blanks_and_foreign_line_ends_around_a_key_do_no_harm() -> None:
    pem = "\r\n  " + public_pem().replace("\n", "\r\n") + "  "

    assert public_pem_of(PublicKey(KEY_ID, BOB, load_public(pem))) == public_pem()


def test_an_ed25519_key_in_pem_is_read() -> None:
    made = Ed25519PrivateKey.generate().public_key().public_bytes(PEM, SPKI).decode()

    key = PublicKey(KEY_ID, BOB, load_public(made))

    assert key.kind == "ed25519"
    assert public_pem_of(key) == made


def test_sig_035_a_small_key_is_refused() -> None:
    with pytest.raises(Unauthenticated, match="1024 bits"):
        load_public(public_pem(private_key(1024)))


def rsa_pem(modulus: int, exponent: int) -> str:
    """Write numbers as a PKCS#1 key, whatever they are."""

    def der(tag: int, content: bytes) -> bytes:
        size = len(content)
        if size < 128:
            return bytes([tag, size]) + content
        length = size.to_bytes((size.bit_length() + 7) // 8, "big")
        return bytes([tag, 0x80 | len(length)]) + length + content

    def integer(number: int) -> bytes:
        return der(2, number.to_bytes(number.bit_length() // 8 + 1, "big"))

    text = b64encode(der(0x30, integer(modulus) + integer(exponent))).decode()
    lines = "\n".join(text[at : at + 64] for at in range(0, len(text), 64))
    return f"-----BEGIN RSA PUBLIC KEY-----\n{lines}\n-----END RSA PUBLIC KEY-----\n"


@pytest.mark.parametrize(
    ("modulus", "exponent"),
    [
        (2**16383 + 1, 65537),
        (2**8192 + 1, 65537),
        (2**2047 + 1, 2**64 + 1),
        (2**2047 + 1, 2**2000 + 1),
        (2**2047 + 1, 1),
        (2**2047 + 1, 4),
    ],
    ids=["16384 bits", "8193 bits", "e of 65 bits", "e of 2001 bits", "e of 1", "an even e"],
)
def test_numbers_that_would_keep_us_busy_are_refused(modulus: int, exponent: int) -> None:
    with pytest.raises(Unauthenticated):
        load_public(rsa_pem(modulus, exponent))


@pytest.mark.parametrize(
    "pem",
    [
        "",
        "AAAA",
        "-----BEGIN PUBLIC KEY-----\n????\n-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN PUBLIC KEY-----\n" + "A" * 1024 * 1024,
        "-----BEGIN PUBLIC KEY-----\n" + "\u20ac" * 10,
        public_pem() + public_pem(),
        generate()[0],
        ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(PEM, SPKI).decode(),
    ],
    ids=[
        "none",
        "bare",
        "not base64",
        "not DER",
        "certificate",
        "1 MiB",
        "euro",
        "two",
        "private",
        "P-256",
    ],
)
def test_key_016_pem_bombs_and_oddities_are_refused(pem: str) -> None:
    with pytest.raises(Unauthenticated):
        load_public(pem)


def test_multikeys_are_read() -> None:
    raw = ed25519_raw()
    rsa = private_key().public_key().public_bytes(DER, PKCS1)

    ed25519 = PublicKey(KEY_ID, BOB, load_multibase(multibase(b"\xed\x01", raw)))

    assert ed25519.loaded.public_bytes_raw() == raw  # type: ignore[union-attr]
    found = PublicKey(KEY_ID, BOB, load_multibase(multibase(b"\x85\x24", rsa)))
    assert public_pem_of(found) == public_pem()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "z",
        "z0OIl",
        "u7QE",
        "z" + "2" * 5000,
        multibase(b"\xed\x01", b"short"),
        multibase(b"\x85\x24", b"not DER"),
        multibase(b"\x80\x24", b"\x02" * 33),
        multibase(b"\x85\x24", private_key(1024).public_key().public_bytes(DER, PKCS1)),
    ],
)
def test_odd_multikeys_are_refused(text: str) -> None:
    with pytest.raises(Unauthenticated):
        load_multibase(text)


def test_an_actors_key_is_found() -> None:
    (key,) = keys_of(actor(publicKey=entry()))

    assert (key.key_id, key.owner, public_pem_of(key)) == (KEY_ID, BOB, public_pem())


def test_key_013_several_keys_are_all_found() -> None:
    second = entry(f"{BOB}#second", publicKeyPem=public_pem(private_key(4096)))

    found = {key.key_id: key for key in keys_of(actor(publicKey=[entry(), second]))}

    assert list(found) == [KEY_ID, f"{BOB}#second"]
    assert public_pem_of(found[f"{BOB}#second"]) == public_pem(private_key(4096))


def test_assertion_methods_are_keys_too() -> None:
    method = {
        "id": f"{BOB}#ed25519-key",
        "type": "Multikey",
        "controller": BOB,
        "publicKeyMultibase": multibase(b"\xed\x01", ed25519_raw()),
    }

    found = keys_of(actor(publicKey=entry(), assertionMethod=[method]))

    assert [(key.key_id, key.kind) for key in found] == [
        (KEY_ID, "rsa"),
        (f"{BOB}#ed25519-key", "ed25519"),
    ]


def test_a_key_without_an_owner_is_the_actors_own() -> None:
    found = keys_of(actor(publicKey={"id": KEY_ID, "publicKeyPem": public_pem()}))

    assert [key.owner for key in found] == [BOB]


def test_gotosocial_gives_the_key_an_address_of_its_own() -> None:
    found = keys_of(actor(publicKey=entry(f"{BOB}/main-key")))

    assert [key.key_id for key in found] == [f"{BOB}/main-key"]


def test_of_two_keys_with_one_id_the_first_counts() -> None:
    other = entry(publicKeyPem=public_pem(private_key(4096)))

    (key,) = keys_of(actor(publicKey=[entry(), other]))

    assert public_pem_of(key) == public_pem()


@pytest.mark.parametrize(
    "listed",
    [
        None,
        KEY_ID,
        42,
        [],
        [[entry()]],
        {"owner": BOB, "publicKeyPem": public_pem()},
        {"id": KEY_ID, "owner": BOB},
        entry(publicKeyPem=42),
        entry(publicKeyPem="-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"),
        entry(publicKeyPem=public_pem(private_key(1024))),
        entry("https://victim.example/users/ana#main-key"),
        entry("acct:bob@peer.example"),
        entry(owner="https://peer.example/users/eve"),
    ],
)
def test_key_005_keys_that_cannot_be_bobs_are_passed_over(listed: object) -> None:
    assert keys_of(actor(publicKey=listed)) == []


def test_a_document_without_an_id_has_no_keys() -> None:
    assert keys_of({"publicKey": entry()}) == []


def test_nobody_lists_a_thousand_keys() -> None:
    listed = [entry(f"{BOB}#{number}") for number in range(1000)]

    assert len(keys_of(actor(publicKey=listed, assertionMethod=listed))) == 20


@pytest.mark.parametrize("word", ["owner", "controller"])
def test_a_bare_key_document_names_whom_to_ask(word: str) -> None:
    assert owner_of_key_document({"id": KEY_ID, word: BOB}, KEY_ID) == BOB


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"id": KEY_ID},
        {"id": KEY_ID, "owner": "bob"},
        {"id": KEY_ID, "owner": 42},
        {"id": "https://victim.example/users/ana#main-key", "owner": BOB},
    ],
)
def test_key_004_a_key_document_of_another_id_or_without_owner_is_refused(
    document: dict[str, Any],
) -> None:
    with pytest.raises(Unauthenticated):
        owner_of_key_document(document, KEY_ID)


@pytest.mark.skipif(not WIRE.is_dir(), reason="no documents of other servers here")
@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("fedify/example.com/person2.json", ["rsa", "ed25519", "rsa"]),
        ("fedify/wizard.casa/users/hongminhee.json", ["rsa", "ed25519"]),
        ("lemmy/mobilizon/objects/person.json", ["rsa"]),
        ("lemmy/mastodon/objects/person.json", ["rsa"]),
        ("lemmy/peertube/objects/person.json", ["rsa"]),
        ("lemmy/friendica/objects/person_1.json", ["rsa"]),
        ("lemmy/wordpress/objects/person.json", ["rsa"]),
        ("mobilizon/gancio-actor.json", ["rsa"]),
    ],
)
def test_the_keys_of_real_actors_are_read(path: str, kinds: list[str]) -> None:
    document = json.loads((WIRE / path).read_text(encoding="utf-8"))

    assert [key.kind for key in keys_of(document)] == kinds
