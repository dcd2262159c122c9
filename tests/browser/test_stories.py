"""What people do, in a browser, from the first tap to what the other person sees."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from journeys.models import CheckIn
from tests.browser.conftest import PHONE, Sit, flag_of, patient

pytestmark = pytest.mark.browser
ADA = "tak-01-still-active"


def todays() -> list[CheckIn]:
    return list(CheckIn.objects.filter(patient=patient(ADA), entered_by__isnull=False))


def check_in(page: Page, answer: str = "Severe") -> None:
    """Start, answer, save: three taps."""
    page.get_by_role("link", name="Start check-in").click()
    page.get_by_label(answer, exact=True).check()
    page.get_by_role("button", name="Save").click()


def test_three_taps_and_the_coordinators_open_worklist_shows_it(sit: Sit) -> None:
    bens = sit("ben").open(reverse("work"))
    row = bens.locator(f"#row-{patient(ADA).id}")
    expect(row.locator(".work-facts")).to_contain_text("Last check-in")
    expect(row.locator(".work-facts")).not_to_contain_text("today")
    phone = sit("ada", width=PHONE).open(reverse("home"))
    check_in(phone)
    expect(phone.get_by_role("heading", name="Saved")).to_be_visible()
    expect(phone.get_by_text("Your team can see this.")).to_be_visible()
    expect(row.locator(".work-facts")).to_contain_text("today", timeout=15_000)
    expect(bens.locator("#work-news")).to_have_text("The list has changed.")


def test_the_list_keeps_what_has_the_focus_when_it_changes(sit: Sit) -> None:
    bens = sit("ben").open(reverse("work"))
    link = f"open-{patient(ADA).id}"
    bens.locator(f"#{link}").focus()
    check_in(sit("ada", width=PHONE).open(reverse("home")))
    expect(bens.locator(f"#row-{patient(ADA).id} .work-facts")).to_contain_text("today", timeout=15_000)
    assert bens.evaluate("document.activeElement.id") == link


def test_an_open_list_of_somebody_signed_out_turns_into_the_sign_in_page(sit: Sit) -> None:
    bens = sit("ben").open(reverse("work"))
    bens.context.clear_cookies()
    expect(bens.get_by_role("heading", name="Sign in")).to_be_visible(timeout=15_000)
    expect(bens.locator("#work-list")).to_have_count(0)


def test_without_javascript_a_check_in_is_saved(sit: Sit) -> None:
    phone = sit("ada", width=PHONE, java_script_enabled=False).open(reverse("home"))
    check_in(phone, "Mild")
    expect(phone.get_by_role("heading", name="Saved")).to_be_visible()
    assert [entry.overall for entry in todays()] == ["mild"]


def test_without_javascript_the_chart_is_there_and_turns_into_the_table(sit: Sit) -> None:
    page = sit("ada", java_script_enabled=False).open(reverse("journey"))
    expect(page.locator(".drawing-wide svg")).to_be_visible()
    expect(page.locator(".drawing-narrow svg")).to_be_hidden()
    page.get_by_label("Table", exact=True).check()
    expect(page.get_by_role("table", name="Treatments")).to_be_visible()
    expect(page.locator(".drawing-wide svg")).to_be_hidden()


def test_with_javascript_the_chart_comes_alive_and_says_what_a_mark_is(sit: Sit) -> None:
    page = sit("ada").open(reverse("journey"))
    expect(page.locator("[data-interactive] svg")).to_be_visible()
    page.locator(".concat_0_layer_1_marks path").first.hover(force=True)
    expect(page.locator("#vg-tooltip-element")).to_contain_text("Methotrexate: 15 mg a week")


def test_an_emergency_is_answered_before_anything_is_sent(sit: Sit) -> None:
    """Also without JavaScript and without the network."""
    phone = sit("ada", width=PHONE, java_script_enabled=False)
    page = phone.open(reverse("check-in"))
    page.context.set_offline(True)
    warning = page.get_by_text("Do not wait for this app.").first
    expect(warning).to_be_hidden()
    page.get_by_text("Is something very wrong right now?").click()
    page.get_by_label("You fainted").check()
    expect(warning).to_be_in_viewport()
    expect(page.get_by_role("link", name="Call 112")).to_be_in_viewport()
    expect(page.get_by_text("You don't have to be alone with this.")).to_be_hidden()
    page.get_by_label("Thoughts of hurting yourself").check()
    expect(page.get_by_text("You don't have to be alone with this.")).to_be_in_viewport()


def test_an_emergency_comes_first_after_saving_too_and_is_stored(sit: Sit) -> None:
    page = sit("ada", width=PHONE).open(reverse("check-in"))
    page.get_by_text("Is something very wrong right now?").click()
    page.get_by_label("You fainted").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This can be an emergency.")
    assert [entry.symptoms for entry in todays()] == [{"fainting": True}]


def test_an_error_takes_the_focus_and_leads_to_its_field(sit: Sit) -> None:
    page = sit("ada", width=PHONE).open(reverse("check-in"))
    page.get_by_role("button", name="Save").click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(page).to_have_title("Error: Check in – Treatment journey")
    summary.get_by_role("link").click()
    assert page.url.endswith("#overall")


def test_the_keyboard_alone_is_enough(sit: Sit) -> None:
    page = sit("ada").open(reverse("check-in"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Saved")).to_be_visible()
    assert [entry.overall for entry in todays()] == ["mild"]


def test_evidence_leads_to_its_row_on_the_patient_page(sit: Sit) -> None:
    flag = flag_of("tak-03-steroid-need")
    page = sit("cem").open(reverse("flag", args=[flag.id]))
    page.locator("table").get_by_role("link").first.click()
    expect(page.locator(":target")).to_be_visible()


def test_cem_releases_the_words_and_the_patient_reads_them(sit: Sit) -> None:
    flag = flag_of(ADA)
    hers = sit("ada", width=PHONE)
    expect(hers.open(reverse("home")).get_by_text(flag.for_patient)).to_have_count(0)
    page = sit("cem").open(reverse("flag", args=[flag.id]))
    page.get_by_role("button", name="Release to the patient").click()
    expect(page.get_by_text("Released by Cem")).to_be_visible()
    expect(hers.open(reverse("home")).get_by_text(flag.for_patient)).to_be_visible()
