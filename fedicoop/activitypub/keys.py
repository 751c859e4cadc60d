"""Keys: made for our actors, read out of other people's documents, refused when weak or absurd."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from fedicoop.activitypub.activity import id_of, list_of
from fedicoop.errors import Unauthenticated, Unavailable
from fedicoop.urls import host_of, same_host

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document

Kind = Literal["rsa", "ed25519"]
Loaded = RSAPublicKey | Ed25519PublicKey

_OURS = 2048
_SMALLEST = 2048
_LARGEST = 8192
_LONGEST_EXPONENT = 33
_LONGEST_TEXT = 8192
_LONGEST_MULTIBASE = 2048
_MOST_KEYS = 20
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519 = b"\xed\x01"
_RSA = b"\x85\x24"
"""What a Multikey's bytes begin with (multicodec, as FEP-521a takes it from the W3C's Multikey)."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that its owner's own document lists: its id, its owner's id, the key itself."""

    key_id: str
    owner: str
    loaded: Loaded

    @property
    def kind(self) -> Kind:
        """Tell the algorithm, which is the key's affair and never the request's."""
        return "rsa" if isinstance(self.loaded, RSAPublicKey) else "ed25519"

    def holds(self, message: bytes, signature: bytes) -> bool:
        """Tell whether a signature over some bytes was made by this key's other half.

        RSA means PKCS#1 v1.5 with SHA-256, whatever it is called: nobody sends anything else.
        """
        try:
            if isinstance(self.loaded, RSAPublicKey):
                self.loaded.verify(signature, message, padding.PKCS1v15(), SHA256())
            else:
                self.loaded.verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """One of our actors with what it signs with.

    ``for_host`` is the only host that it asks for something; "" is for any. A member's name opens
    doors: nobody may send it, by a redirect or an id, to others than she meant to ask.
    """

    actor_uri: str
    key_id: str
    private: RSAPrivateKey
    for_host: str = ""

    def sign(self, message: bytes) -> bytes:
        """Sign some bytes: RSA, PKCS#1 v1.5, SHA-256."""
        return self.private.sign(message, padding.PKCS1v15(), SHA256())


def generate() -> tuple[str, str]:
    """Make a key pair for one of our actors: (private PEM, public PEM), PKCS#8 and SPKI."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=_OURS)
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return pem.decode(), _pem(private.public_key())


def load_private(pem: str) -> RSAPrivateKey:
    """Load a key that we made ourselves; raises Unavailable when our own data is damaged.

    Checking that the numbers are primes takes 30 ms each time and was true when we made them.
    """
    try:
        key = serialization.load_pem_private_key(
            pem.encode(), password=None, unsafe_skip_rsa_key_validation=True
        )
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Unavailable("a private key of ours cannot be read") from error
    if not isinstance(key, RSAPrivateKey):
        raise Unavailable("a private key of ours is not RSA")
    return key


def load_public(pem: str) -> Loaded:
    """Load somebody's key in PEM, SPKI or PKCS#1; raises Unauthenticated for any that we refuse.

    Refused are RSA below 2048 bits, and sizes and exponents that only serve to keep us busy.
    """
    if len(pem) > _LONGEST_TEXT or pem.count("-----BEGIN") != 1:
        raise Unauthenticated("not one public key in PEM")
    try:
        return _sound(serialization.load_pem_public_key(pem.strip().encode()))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Unauthenticated("a public key that cannot be read") from error


def load_multibase(text: str) -> Loaded:
    """Load a Multikey's publicKeyMultibase (base58btc); raises Unauthenticated like load_public."""
    raw = _base58(text)
    try:
        if raw.startswith(_ED25519):
            return Ed25519PublicKey.from_public_bytes(raw[2:])
        if raw.startswith(_RSA):
            return _sound(serialization.load_der_public_key(raw[2:]))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Unauthenticated("a Multikey that cannot be read") from error
    raise Unauthenticated("a Multikey of a kind that is not used here")


def _base58(text: str) -> bytes:
    """Decode z…; a leading zero byte means no key that we know, and is dropped."""
    if not text.startswith("z") or len(text) > _LONGEST_MULTIBASE:
        raise Unauthenticated("not a base58 Multikey")
    number = 0
    for character in text[1:]:
        digit = _BASE58.find(character)
        if digit < 0:
            raise Unauthenticated("not a base58 Multikey")
        number = number * 58 + digit
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _sound(key: object) -> Loaded:
    if isinstance(key, Ed25519PublicKey):
        return key
    if not isinstance(key, RSAPublicKey):
        raise Unauthenticated("a public key of a kind that is not used here")
    exponent = key.public_numbers().e
    if not _SMALLEST <= key.key_size <= _LARGEST or exponent.bit_length() > _LONGEST_EXPONENT:
        raise Unauthenticated(f"an RSA key of {key.key_size} bits is refused")
    return key


def public_pem_of(key: PublicKey) -> str:
    """Write a key as we keep and publish it: PEM, SPKI."""
    return _pem(key.loaded)


def _pem(key: Loaded) -> str:
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()


def keys_of(document: Document) -> list[PublicKey]:
    """Read the keys that an actor's own document lists, usable ones only.

    ``publicKey`` is one or several, ``assertionMethod`` holds Multikeys (FEP-521a). A key must live
    on the actor's host and name the actor, if anybody, as its owner (security case key-005); when
    two have the same id, the first counts.
    """
    actor = id_of(document) or ""
    entries = [
        *list_of(document.get("publicKey"))[:_MOST_KEYS],
        *list_of(document.get("assertionMethod"))[:_MOST_KEYS],
    ]
    found: dict[str, PublicKey] = {}
    for entry in entries:
        key = _key(entry, actor)
        if key is not None:
            found.setdefault(key.key_id, key)
    return list(found.values())


def _key(entry: object, actor: str) -> PublicKey | None:
    if not isinstance(entry, dict):
        return None
    key_id = id_of(entry) or ""
    owner = _owner(entry)
    if not same_host(key_id, actor) or owner not in {"", actor}:
        return None
    try:
        return PublicKey(key_id, actor, _load(entry))
    except Unauthenticated:
        # A key of a kind that we do not use is not a fault; signed with, it is unknown.
        return None


def _load(entry: Document) -> Loaded:
    pem, multibase = entry.get("publicKeyPem"), entry.get("publicKeyMultibase")
    if isinstance(pem, str):
        return load_public(pem)
    if isinstance(multibase, str):
        return load_multibase(multibase)
    raise Unauthenticated("a key without a key")


def _owner(entry: Document) -> str:
    return id_of(entry.get("owner")) or id_of(entry.get("controller")) or ""


def owner_of_key_document(document: Document, key_id: str) -> str:
    """Give whom a bare key document names: a hint where to look, never a proof.

    Raises Unauthenticated when the document is not this key's or names nobody.
    """
    owner = _owner(document)
    if id_of(document) != key_id or not host_of(owner):
        raise Unauthenticated(f"{key_id} is not the id of a key with an owner")
    return owner
