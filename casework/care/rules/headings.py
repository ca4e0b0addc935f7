"""The ten headings, how things are under each, and where somebody is on the way (review 6.2-6.4, 6.17)."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise


class Heading(StrEnum):
    """What is talked through. The order is the order of the page."""

    SAFETY = "safety"
    HEALTH = "health"
    DOMESTIC_VIOLENCE = "domestic_violence"
    HOUSING = "housing"
    BENEFITS = "benefits"
    ALCOHOL_AND_DRUGS = "alcohol_and_drugs"
    EMPLOYMENT_AND_TRAINING = "employment_and_training"
    CRIMINAL_JUSTICE_SUPPORT = "criminal_justice_support"
    EXITING = "exiting"
    AFTERCARE = "aftercare"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return self.value.replace("_", " ").capitalize()

    @property
    def next(self) -> Heading | None:
        """The heading after this one, or None after the last."""
        return dict(pairwise(Heading)).get(self)


class Scale(StrEnum):
    """How things are, in words; no number can be added up into a person."""

    NEEDS_HELP_NOW = "needs_help_now"
    HARD = "hard"
    MANAGING = "managing"
    GOING_WELL = "going_well"
    PREFERS_NOT_TO_SAY = "prefers_not_to_say"
    NOT_TALKED_ABOUT = "not_talked_about"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {
            "needs_help_now": "Needs help now",
            "hard": "Hard at the moment",
            "managing": "Managing",
            "going_well": "Going well",
            "prefers_not_to_say": "Prefers not to say",
            "not_talked_about": "Not talked about",
        }[self.value]

    @property
    def was_talked_about(self) -> bool:
        """False where the heading was left for another day."""
        return self is not Scale.NOT_TALKED_ABOUT

    @property
    def place(self) -> int | None:
        """Where it stands between hardest and best; None where nothing was said of it."""
        order = (Scale.NEEDS_HELP_NOW, Scale.HARD, Scale.MANAGING, Scale.GOING_WELL)
        return order.index(self) if self in order else None


class Stage(StrEnum):
    """Where somebody is on the way (review 6.4); going back is normal and no failure."""

    BUILDING_TRUST = "building_trust"
    PREPARING = "preparing"
    ACTION = "action"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {
            "building_trust": "Building trust",
            "preparing": "Preparing for change",
            "action": "Action and maintenance",
        }[self.value]


class Said(StrEnum):
    """An answer to a question that somebody need not answer."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"
    PREFERS_NOT_TO_SAY = "prefers_not_to_say"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return self.value.replace("_", " ").capitalize()


class Home(StrEnum):
    """Where somebody sleeps. Homeless is more than the street: a sofa and a hostel are no home either."""

    OWN_PLACE = "own_place"
    WITH_OTHERS = "with_others"
    HOSTEL = "hostel"
    STREET = "street"
    PREFERS_NOT_TO_SAY = "prefers_not_to_say"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {
            "own_place": "A place of their own",
            "with_others": "Moving between other people’s places",
            "hostel": "Hostel, refuge or temporary place",
            "street": "On the street, or nowhere",
            "prefers_not_to_say": "Prefers not to say",
        }[self.value]

    @property
    def is_homeless(self) -> bool | None:
        """Whether this counts as homeless; None where they would rather not say."""
        if self is Home.PREFERS_NOT_TO_SAY:
            return None
        return self is not Home.OWN_PLACE
