"""What a member hears of while she chose nothing, and what she cannot switch off: tables."""

from __future__ import annotations

import pytest

from fedicoop.notifications import policy, topics
from fedicoop.notifications.topics import APP, BY_NAME, MAIL, TOPICS


@pytest.mark.parametrize(
    ("kind", "app", "mail"),
    [
        ("mention", True, False),
        ("reply", True, False),
        ("thread", True, False),
        ("follow", True, False),
        ("like", True, False),
        ("group_invited", True, True),
        ("group_asked", True, True),
        ("group_role", True, False),
        ("event_invitation", True, True),
        ("event_message", True, True),
        ("event_asked", True, True),
        ("event_joined", True, False),
        ("event_cancelled", True, True),
        ("report", True, True),
        ("newsletter", False, True),
        ("what will be invented", True, False),
    ],
)
def test_by_itself_only_what_is_asked_of_her_comes_by_mail(
    kind: str, app: bool, mail: bool
) -> None:
    topic = topics.of_notice(kind)

    assert topics.holds({}, topic, APP) is app
    assert topics.holds({}, topic, MAIL) is mail


@pytest.mark.parametrize(
    ("name", "way", "still"),
    [
        ("event_changes", APP, True),
        ("event_changes", MAIL, True),
        ("moderation", APP, True),
        ("moderation", MAIL, False),
        ("group_tasks", APP, True),
        ("mentions", APP, False),
        ("other", APP, False),
    ],
)
def test_what_cannot_be_switched_off(name: str, way: str, still: bool) -> None:
    assert topics.holds({f"{name}.{way}": False}, BY_NAME[name], way) is still


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("event_invited", "event_invitations"),
        ("event_invited_elsewhere", "event_invitations"),
        ("event_accepted_elsewhere", "event_changes"),
        ("told_event_invited", "event_tasks"),
        ("told_mention", "mentions"),
        ("newsletter", "newsletter"),
        ("other", "other"),
    ],
)
def test_a_letter_is_of_the_topic_of_its_notice(kind: str, name: str) -> None:
    assert topics.of_letter(kind).name == name


def test_only_what_is_not_as_it_comes_is_stored() -> None:
    wanted = {
        "mentions.app": True,
        "mentions.mail": True,
        "event_invitations.mail": False,
        "event_changes.mail": False,
        "newsletter.app": True,
        "unknown.mail": True,
    }
    assert topics.changed(wanted) == {"mentions.mail": True, "event_invitations.mail": False}


def test_each_kind_has_one_topic() -> None:
    kinds = [kind for topic in TOPICS for kind in topic.kinds]

    assert len(kinds) == len(set(kinds))
    assert {topic.fixed <= set(topic.ways) for topic in TOPICS} == {True}


def test_what_always_leaves_has_no_switch() -> None:
    letters = [kind for kind in policy.ESSENTIAL if kind.startswith("event_")]

    assert {MAIL in topics.of_letter(kind).fixed for kind in letters} == {True}
