"""Words that stand on lists beside people, and words of sentences: neither is taken for a name."""

from __future__ import annotations

_LIST = """
dob born date of birth doa name names defendant
defendants def surname forename forenames family given first last middle urn ptiurn ref refs reference no num number
case asn pnc id age aged yrs years yr old time list listed court courts courtroom ctrm crt room magistrates mags
bail bailed custody remand remanded unconditional conditional offence offences charge charges count loiter loitering
solicit soliciting prostitution prostitute purpose purposes for persistently persistent street public place section
act mr mrs ms miss mx dr male female gender hearing adj adjourned plea gap nae ncap sentence breach eso warrant
application am pm hrs nfa dep page of na nk not known none officer solicitor
"""
_SENTENCES = """
please find attached regards kind thanks thank dear hello hi morning afternoon evening today
todays tomorrow tomorrows yesterday here there this that these those with from sent subject cc bcc forwarded
original message wrote let know if you your we our are is was were will would could should have has had been any all
some who which below above following many best wishes sincerely faithfully yours confidential email emails recipient
intended error delete disclose attachment attachments team office monday tuesday wednesday thursday friday saturday
sunday and about before after her his their them they she he it its us me my i the to at on in by but or as be can
do so total
"""
LIST_WORDS = frozenset(_LIST.split())
"""Neutral: a line of a list may be full of them."""

PROSE = frozenset(_SENTENCES.split())
"""A line with one of these is a sentence, unless it has a birth date or a reference as well."""
