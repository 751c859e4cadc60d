"""Towns are found as people write them, and told apart where several have a name."""

from __future__ import annotations

import pytest

from fedicoop import gazetteer


@pytest.mark.parametrize("said", ["Saint-Lô", "saint lo", "ST LO", "St-Lô", "  st. lô ", "50000"])
def test_accents_capitals_and_hyphens_make_no_difference(said: str) -> None:
    """However it is written, it is the town in the Manche."""
    assert str(gazetteer.find(said)[0]) == "Saint-Lô (50000)"


def test_a_town_has_its_place_its_postcodes_and_its_inhabitants() -> None:
    """What a town is known for here."""
    rouen = gazetteer.find("Rouen")[0]
    assert rouen.postcodes == ("76000", "76100")
    assert rouen.spot == pytest.approx((49.44, 1.10), abs=0.02)
    assert rouen.population > 100_000
    assert not rouen.is_about


def test_of_namesakes_the_largest_comes_first() -> None:
    """Saint-Denis is on La Réunion, near Paris, and in two small places more."""
    found = gazetteer.find("saint-denis", limit=4)
    assert [town.name for town in found] == ["Saint-Denis"] * 4
    assert [town.department for town in found[:2]] == ["974", "93"]
    assert [each.population for each in found] == sorted(
        (each.population for each in found), reverse=True
    )


def test_a_postcode_beside_the_name_says_which_one() -> None:
    """Also in the words by which a town calls itself."""
    for said in ("Saint-Denis 93200", "93 saint denis", "Saint-Denis (93200)"):
        assert [town.postcode for town in gazetteer.find(said)[:1]] == ["93200"]


def test_the_beginning_of_a_name_and_words_within_are_enough() -> None:
    """Towns called just so come before those whose name goes on."""
    found = [town.name for town in gazetteer.find("rouen")]
    assert found[0] == "Rouen"
    assert "Sotteville-lès-Rouen" in found
    assert "Le Grand-Quevilly" in [town.name for town in gazetteer.find("grand quev")]


def test_every_district_of_a_city_is_the_city() -> None:
    """Postcodes beyond the first find it too."""
    assert gazetteer.find("75011")[0].name == "Paris"
    assert gazetteer.find("69003")[0].name == "Lyon"


def test_the_beginning_of_a_postcode_finds_the_largest_of_the_department() -> None:
    """Two figures are enough, one is not."""
    assert gazetteer.find("76")[0].name == "Le Havre"
    assert gazetteer.find("7") == []


@pytest.mark.parametrize(
    "said", ["", "   ", "Atlantis sur Mer", "99999", "\t", "\n", "#", "~" * 500]
)
def test_what_is_no_town_finds_nothing(said: str) -> None:
    """Whatever is typed, there is an answer."""
    assert gazetteer.find(said) == []


def test_one_town_is_meant_only_when_no_other_could_be() -> None:
    """A form may be completed without asking when the name, or the postcode with it, says it."""
    known = {
        ("Rouen", ""): "Rouen (76000)",
        ("Rouen", "76038"): "Rouen (76000)",
        ("st denis", "93 200"): "Saint-Denis (93200)",
    }
    for (name, postcode), town in known.items():
        assert str(gazetteer.the_town(name, postcode)) == town
    for name, postcode in (("Saint-Denis", ""), ("", "76000"), ("Rouen", "33000"), ("Roue", "")):
        assert gazetteer.the_town(name, postcode) is None


def test_the_nearest_town_is_found_and_nothing_at_sea() -> None:
    """In the middle of the Seine's loop, in Lille, in the Gulf of Guinea."""
    for spot, name in (((49.4430, 1.0990), "Rouen"), ((50.634, 3.055), "Lille")):
        town = gazetteer.nearest(*spot)
        assert town is not None
        assert town.name == name
    assert gazetteer.nearest(0, 0) is None


def test_the_list_is_whole() -> None:
    """Every town of some size is there, and stands where it is."""
    assert len(gazetteer.find("saint", limit=100_000)) == 50
    for name, north, east in (
        ("Brest", 48.39, -4.49),
        ("Ajaccio", 41.93, 8.74),
        ("Strasbourg", 48.58, 7.75),
        ("Perpignan", 42.70, 2.89),
        ("Mamoudzou", -12.78, 45.23),
    ):
        assert gazetteer.find(name)[0].spot == pytest.approx((north, east), abs=0.1)
