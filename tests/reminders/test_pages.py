"""What staff see of texts."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people.rules.contact import Answer
from reminders import jobs, services
from reminders.gateway import Outbox, TwilioGateway
from reminders.models import Reply, SenderCheck, Text
from reminders.rules.holding import Hold
from reminders.services import replying
from tests.reminders.cast import JO, Cast, texts
from tests.support.application import Reader
from tests.support.staff import Team
from tests.support.twilio_stand_in import Fault, StandIn

At = Callable[[str], None]
SignIn = Callable[..., Reader]
OFF = "<strong>Texts off: they replied STOP. Use another way.</strong>"


def came(body: str, number: str = JO) -> None:
    with transaction():
        replying.receive("SM" + f"{abs(hash((body, number))):032x}"[:32], number, body, at=clock.now())


def test_the_messages_page_says_what_waits_what_is_held_and_what_was_kept(cast: Cast, sign_in: SignIn) -> None:
    cast.book("2026-11-30 14:00")
    jobs.run_due()
    mia = cast.person("+447700900321", safe_to_text=Answer.NOT_ASKED)
    cast.book("2026-11-30 15:00", mia)
    shown = sign_in("worker").get("/messages").text
    assert "practice mode" in shown
    assert "Kept here, not sent (1)" in shown
    assert "Not asked yet if texts are safe" in shown
    assert "Going out in the next 7 days" in shown


def test_an_empty_page_says_why(cast: Cast, sign_in: SignIn) -> None:
    assert "Texts are planned with each booking" in sign_in("worker").get("/messages").text


def test_one_thread_holds_both_sides(cast: Cast, sign_in: SignIn) -> None:
    cast.book("2026-11-30 14:00")
    jobs.run_due()
    came("<script>see you</script>")
    shown = sign_in("worker").get(f"/people/{cast.jo.reference}/messages").text
    assert "Hi Jo, your appointment with Sam is Mon 30 Nov, 2:00pm" in shown
    assert "&lt;script&gt;see you&lt;/script&gt;" in shown
    assert "Unverified reply" in shown
    assert "Sun 29 Nov, 10:00am. Reminder, 1 day before" in shown


def test_reading_a_reply_takes_it_off_the_lists_once(cast: Cast, sign_in: SignIn) -> None:
    came("running late")
    worker, reference = sign_in("worker"), cast.jo.reference
    [reply] = db.session.scalars(db.select(Reply))
    address = f"/people/{reference}/messages"
    hidden = _form_of(worker, address, f"/people/{reference}/replies/{reply.reference}/reading")
    answer = worker.post(f"/people/{reference}/replies/{reply.reference}/reading", data=hidden)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{address}?saved=1")
    assert services.tasks(agency_id=cast.worker.agency_id, staff_id=None, now=clock.now()) == []


def _form_of(client: Reader, page: str, action: str) -> dict[str, str]:
    from tests.support import reading

    forms = [form for form in reading.Page(client.get(page).text).forms if form.attributes.get("action") == action]
    return forms[0].hidden


def test_what_a_restore_held_goes_again_when_somebody_has_checked_it(cast: Cast, sign_in: SignIn) -> None:
    cast.book("2026-11-30 14:00")
    with transaction():
        for text in texts(state="planned"):
            text.on_hold_at, text.on_hold_why = clock.now(), Hold.RESTORED.value
    worker, held = sign_in("worker"), [text.token for text in texts(state="planned")]
    stands = f"/messages/check/{held[0]}"
    assert worker.post(stands, data=_form_of(worker, "/messages/check", stands)).status_code == 303
    assert {text.on_hold_why for text in texts(state="planned")} == {""}
    assert "Nothing waits to be checked" in worker.get("/messages/check").text


def test_what_did_not_arrive_stays_until_somebody_has_told_her(
    cast: Cast, sign_in: SignIn, twilio: TwilioGateway, provider: StandIn
) -> None:
    cast.book("2026-11-30 14:00")
    provider.next_faults = [Fault.BAD_NUMBER]
    jobs.run_due(twilio)
    worker, address = sign_in("worker"), f"/people/{cast.jo.reference}/messages"
    assert "This number cannot be texted" in worker.get(address).text
    dealing = f"{address}/{texts(kind='booked')[0].id}/dealing"
    assert worker.post(dealing, data=_form_of(worker, address, dealing)).status_code == 303
    assert "Told them another way" not in worker.get(address).text
    assert "Did not reach them" not in worker.get("/messages").text


def test_after_stop_the_thread_says_so_and_a_person_may_lift_it(cast: Cast, sign_in: SignIn) -> None:
    cast.book("2026-11-30 14:00")
    came("STOP")
    worker, address = sign_in("worker"), f"/people/{cast.jo.reference}/messages"
    assert "Texts off: they replied STOP" in worker.get(address).text
    for page in ("", "/circumstances"):
        banner = worker.get(f"/people/{cast.jo.reference}{page}").text
        assert f"Text: no. {OFF} They had agreed to texts" in banner, "the banner must not say OK and leave it at that"
    assert OFF not in sign_in("liaison").get(f"/people/{cast.jo.reference}").text
    assert worker.post(f"{address}/texts-on", data=_form_of(worker, address, f"{address}/texts-on")).status_code == 303
    assert "Texts are OK from 9:00am to 7:30pm" in worker.get(address).text
    assert OFF not in worker.get(f"/people/{cast.jo.reference}").text
    assert {text.held_why for text in texts()} == {""}


def test_another_agency_and_a_liaison_see_nothing(cast: Cast, sign_in: SignIn) -> None:
    cast.book("2026-11-30 14:00")
    assert sign_in("liaison").get(f"/people/{cast.jo.reference}/messages").status_code == 404
    assert sign_in("liaison").get("/messages").status_code == 404
    elsewhere = Team(cast.app, agency_name="Harbour House").sign_in("worker")
    assert elsewhere.get(f"/people/{cast.jo.reference}/messages").status_code == 404
    assert "Jo B." not in elsewhere.get("/messages").text


def test_somebody_elses_text_cannot_be_dealt_with_through_her_page(cast: Cast, sign_in: SignIn) -> None:
    other = cast.person("+447700900321")
    cast.book("2026-11-30 14:00", other)
    came("hello")
    worker, address = sign_in("worker"), f"/people/{cast.jo.reference}/messages"
    hidden = _form_of(worker, address, _reading(address))
    assert worker.post(f"{address}/{texts()[0].id}/dealing", data=hidden).status_code == 404


def _reading(address: str) -> str:
    [reply] = db.session.scalars(db.select(Reply))
    return f"{address.removesuffix('/messages')}/replies/{reply.reference}/reading"


def test_her_own_hours_and_days_are_shown(cast: Cast, sign_in: SignIn) -> None:
    import datetime as dt

    cast.says(texts_from=dt.time(10), texts_until=dt.time(14), text_days="125")
    shown = sign_in("worker").get(f"/people/{cast.jo.reference}/messages").text
    assert "Texts are OK from 10:00am to 2:00pm, Mondays, Tuesdays and Fridays." in shown


def test_an_administrator_switches_texts_on_by_a_test(
    cast: Cast, connected: TwilioGateway, provider: StandIn, sign_in: SignIn
) -> None:
    admin = sign_in("administrator")
    assert "Nothing leaves until a test text is answered" in admin.get("/admin/texts").text
    assert admin.form("/admin/texts", data={"number": "020 7946 0000"}).status_code == 200
    assert admin.form("/admin/texts", data={"number": "07700 900555"}).status_code == 303
    assert len(provider.sent_to("+447700900555")) == 1
    assert "switched on when it is answered YES" in admin.get("/admin/texts").text
    came("Yes", "+447700900555")
    assert "Texts leave from" in admin.get("/admin/texts").text


def test_a_test_text_that_is_refused_says_why(
    cast: Cast, connected: TwilioGateway, provider: StandIn, sign_in: SignIn
) -> None:
    provider.next_faults = [Fault.BAD_KEY]
    answer = sign_in("administrator").form("/admin/texts", data={"number": "07700 900555"})
    assert "The text provider refuses our account" in answer.text
    assert db.session.scalars(db.select(SenderCheck)).one().verified_at is None


def test_without_a_provider_the_page_says_what_to_set(cast: Cast, sign_in: SignIn) -> None:
    shown = sign_in("administrator").get("/admin/texts").text
    assert "TWILIO_ACCOUNT_SID" in shown
    assert isinstance(services.wired().outbox, Outbox)


def test_messages_and_a_thread_on_a_phone(
    page: Page, cast: Cast, at: At, team: Team, axe: Callable[[Page], None]
) -> None:
    cast.book("2026-11-30 14:00")
    jobs.run_due()
    came("STOP")
    team.enter(page, "worker")
    page.goto("/messages")
    axe(page)
    page.get_by_role("link", name="Jo B.").first.click()
    page.get_by_text("Texts off: they replied STOP. Use another way").first.wait_for()
    axe(page)


def test_no_text_is_shown_in_an_audit_line(cast: Cast, sign_in: SignIn) -> None:
    from casework.kernel.models import Event

    cast.book("2026-11-30 14:00")
    jobs.run_due()
    came("my secret")
    sign_in("worker").get(f"/people/{cast.jo.reference}/messages")
    said = " ".join(str(event.detail) + event.record for event in db.session.scalars(db.select(Event)))
    assert "secret" not in said
    assert JO not in said
    body = db.session.scalars(db.select(Text.body).where(Text.kind == "booked")).one()
    assert body is not None
    assert body not in said
