"""The words no text may say at a given level of openness (domain rule 24, ux 4.2 rule 6, promises P5).

Entries stand between commas, already in small letters without accents. A star stands for any letters: `polic*` is a
beginning, `*prostitut*` a part anywhere. Add freely; taking one out needs a reason in the commit.
"""

from __future__ import annotations

LAW = """
court, courts, courthouse*, courtroom*, magistrat*, judge, judges, justice, justices, tribunal*, police*, polic*,
*police*, constable*, pc, officer, officers, custody, custodial, cell, cells, bail, bailed, *arrest*, charge, charges,
charged, offence*, offense*, offend*, *offender*, crime, crimes, criminal*, convict*, sentenc*, guilty, plea, plead*,
prosecut*, cps, solicitor*, lawyer*, barrister*, *probation*, prison*, jail*, gaol*, warrant*, summons*, summoned,
hearing, hearings, case, cases, order, orders, eso, breach*, caution*, fined, fines, penalty, penalties, appeal*,
parole*, curfew*, surrender*, usher, legal*, law, laws, record, records, statutory, compliance,
llys, llysoedd, heddlu, heddwas, ynad, ynadon, barnwr, trosedd*, arestio, carchar*, cyfreithiwr, cyfreithiol,
gorchymyn, gwarant, mechniaeth, erlyn*, dedfryd*, euog, gwrandawiad,
politi*, judecat*, procuror*, arestul, avocat*, inchiso*, puscarie, infractiun*, condamn*, instanta, amenda,
sad, sadowy, sadu, sedzi*, areszt*, prokurat*, wiezien*, kurator*, przestep*, wyrok*, adwokat*,
juiz, juiza, juizes, detid*, preso, presa, prisao, multa, advogad*, tribunais, juzgado, juez, carcel, abogad*, fiscal,
policija, teismas, teismo, kalejim*, gjykat*, gjyqtar*, avokat*, rendor*, birosag*, borton*, ugyved*, polis, mahkeme*,
hapis, tutukla*, gericht*, polizei*, gefangnis*, juge, juges, gendarm*, amende, soudce, soud, vezeni,
полиц*, поліц*, милиц*, суд, суда, суде, суду, съд, съда, съдът, тюрьм*, арест*, прокур*, адвокат*, штраф*, затвор*,
警察, 警局, 法院, 法庭, 逮捕, 监狱, 律师, 罪, ศาล, ตำรวจ, คุก, شرطة, محكمة, سجن, پولیس, عدالت, पुलिस, अदालत, পুলিশ,
আদালত, δικαστηριο, αστυνομια
"""
"""Court, police, offence, punishment. Only a person who chose plain texts (level 3) may be told these."""

SERVICE = """
charit*, scheme, schemes, *diversion*, programme, programmes, engagement, intervention*, outreach, caseworker*,
case worker*, keyworker*, key worker*, support, supported, supporting, support worker*, worker, workers, supervisor*,
supervision, assessment*, assessed, counsel*, therap*, rehab*, recovery, refuge, refuges, shelter, shelters, hostel*,
advoca*, safeguard*, social service*, social worker*, safe exit, safeexit, trust, turning point, safe project,
door of hope, beyond the streets, oasis project, one 25, womens service*, womens centre*, womens project*,
street project, night outreach, benefits, universal credit, drop in centre*, crisis*, helpline*, samaritans, referral*,
referred, liaison, client, clients, service user*, nhs, foundation, council services,
elusen*, cefnogaeth, cynllun, gweithiwr, atgyfeirio, asesiad, cymorth,
caritate, asistent social, asistenta sociala, adapost, consilier*, sprijin,
charytatyw*, fundacja, pomoc spoleczna, pracownik socjalny, osrodek, schronisko, opieka,
caridade, assistente social, abrigo, fundacion, benefica, trabajadora social, bamires*, labdaros, szocialis,
благотвор*, соцработ*, приют*
"""
"""What would name the service. A person who chose level 2 or 3 may be told these."""

NEVER = """
sex, sexy, sexual*, sexuel*, *sexwork*, *prostitut*, *prostytut*, *prostitu*, whore*, hooker*, slut*, slag, slags,
brothel*, punter*, escort*, pimp*, kerb crawl*, curb crawl*, loiter*, solicit, soliciting, soliciting*, streetwork*,
street work*, street girl*, red light, vice, vice squad,
drug*, addict*, heroin*, crack, cocaine, methadone, subutex, buprenorphine, needle*, inject*, alcohol*, drunk*, detox*,
overdos*, substance misuse, amphetamine*, ketamine, cannabis, naloxone, sober*,
hiv, aids, std, sti, stis, gum, clinic*, hepatitis, syphilis, chlamydia, contracepti*, condom*, abortion*, pregnan*,
psychiatr*, mental health, suicid*, selfharm*, self harm*, doctor*, hospital*, medical*, health*, diagnos*,
abuse*, abusive, rape*, raping, assault*, violen*, domestic*, traffick*, exploit*, victim*, slavery, asylum,
refugee*, immigra*, deport*, homeless*, visa, visas, benefit fraud,
rhyw, rhywiol*, putain*, puteindra, cyffur*, meddyg*, ysbyty, trais, treisio, iechyd,
curva, curve, tarfa, drog*, viol, avort*, bolnav*, spital, sanatate,
kurwa, kurwy, kurw*, dziwk*, burdel*, narkot*, alkohol*, przemoc, gwalt*, aborcj*, szpital*, zdrowi*,
puta, putas, prostibulo, violacion, aborto*, bordel*, salud, saude, pute, putes, kurve, lavire, kurva*, nutte*, hure,
fahise*, uyusturucu, orospu, drogen, prekariat*, szex*, kabitoszer*,
прости*, проститу*, наркот*, шлюх*, курв*, секс*, насили*, больниц*, алкогол*,
妓, 毒品, 性交易, โสเภณี, ยาเสพติด, دعارة, مخدرات, वेश्या, नशा
"""
"""What no text says at any level: sex, drugs, health, violence, status."""

RELATIVE = """
today, tomorrow, tonight, yesterday, this morning, this afternoon, this evening, next week, in an hour, in 2 hours,
in two hours, in 1 hour, in one hour, heddiw, yfory, heno, azi, astazi, maine, diseara, dzis, dzisiaj, jutro, hoje,
amanha, hoy, manana, sot, neser, siandien, rytoj, сегодня, завтра, днес, утре
"""
"""A text can arrive three days late (domain rule 25): only a weekday, a date and a time stay true."""
