"""Conversations with real servers on loopback: what each says about DANE, and what it does not."""

import socket
import ssl
import threading
from dataclasses import replace
from functools import partial
from itertools import repeat
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from municipalities.dane.measuring import Limits, Measuring
from municipalities.dane.smtp import Conversation, converse
from municipalities.dane.verdicts import Reason, Verdict, verdict_of
from tests.dane_chains import make_chain
from tests.municipalities.dane.mail_servers import CAPABILITIES, closed_port, dripping, encrypting, saying, serving

MEASURING = Measuring((), "", "", "maaler.example", may_be_local=True)
# Long enough for a machine that is busy, short enough to wait for.
QUICK = Limits(connect_seconds=5, greeting_seconds=0.5, step_seconds=0.5)
CHAIN = make_chain(3)
GO = "220 go\r\n"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return CHAIN.write(tmp_path_factory.mktemp("chain"))


def talk_to(port, *, address="127.0.0.1", sni="mx.kommune.example", seconds=10, limits=None, **changes):
    measuring = replace(MEASURING, port=port, limits=limits or Limits(), **changes)
    return converse(address, sni=sni, measuring=measuring, deadline=monotonic() + seconds)


def outcome(script, **how):
    with serving(script) as server:
        return talk_to(server.port, **how)


def test_a_good_server_shows_its_chain_and_gets_no_mail(files):
    with serving(encrypting(files)) as server:
        result = talk_to(server.port)

    assert result == Conversation(
        None,
        greeting="220 mx ESMTP",
        starttls=True,
        tls_version="TLSv1.3",
        cipher="TLS_AES_256_GCM_SHA384",
        chain=CHAIN.der,
        milliseconds=result.milliseconds,
    )
    assert server.told == ["EHLO maaler.example", "STARTTLS", "SNI mx.kommune.example", "QUIT"]


@pytest.mark.parametrize(
    ("version", "name"),
    [(ssl.TLSVersion.TLSv1, "TLSv1"), (ssl.TLSVersion.TLSv1_1, "TLSv1.1"), (ssl.TLSVersion.TLSv1_2, "TLSv1.2")],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_an_old_server_is_read_all_the_same(files, version, name):
    result = outcome(encrypting(files, version=version))

    assert (result.reason, result.tls_version, result.chain) == (None, name, CHAIN.der)


def test_the_chain_is_as_presented(tmp_path):
    """Unordered, with a certificate of another chain, and without its root."""
    other = make_chain(2)
    path, key = CHAIN.write(tmp_path)
    path.write_bytes(CHAIN.pem(without=[1, 2]) + other.pem() + CHAIN.pem(without=[0, 2]))

    assert outcome(encrypting((path, key))).chain == (CHAIN.der[0], *other.der, CHAIN.der[1])


def test_the_name_asked_for_has_no_final_dot(files):
    with serving(encrypting(files)) as server:
        talk_to(server.port, sni="mx.kommune.example.")

    assert "SNI mx.kommune.example" in server.told


@pytest.mark.parametrize("sni", ["", ".", "mx\\000.example", "m\u00f8.example", "x" * 254])
def test_a_name_that_no_host_may_have_is_undecided(files, sni):
    result = outcome(encrypting(files), sni=sni)

    assert (result.reason, result.detail) == (
        Reason.TLS_FAILED,
        "Krypteringen kom ikke i stand: serverens navn kan ikke bruges i TLS.",
    )


def test_a_server_of_ipv6_is_talked_to(files):
    with serving(encrypting(files), address="::1") as server:
        assert talk_to(server.port, address="::1").chain == CHAIN.der


@pytest.mark.parametrize(
    ("greeting", "reason"),
    [
        ("421 too busy\r\n", Reason.TEMPORARY),
        ("450 try later\r\n", Reason.TEMPORARY),
        ("554 no service for you\r\n", Reason.TEMPORARY),
        ("521 no mail here\r\n", Reason.TEMPORARY),
        ("250 fine\r\n", Reason.PROTOCOL),
        ("354 go on\r\n", Reason.PROTOCOL),
    ],
)
def test_a_refusal_at_the_door_is_undecided_and_kept(greeting, reason):
    result = outcome(saying(greeting, "221 bye\r\n"))

    assert (result.reason, result.greeting, result.starttls, result.chain) == (reason, greeting.strip(), False, ())


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("SSH-2.0-OpenSSH_9.2\r\n", "SSH-2.0-OpenSSH_9.2"),
        ("\x15\x03\x01\x00\x02\x02\x46\n", "\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdF"),
        ("22O mx\r\n", "22O mx"),
        ("2200 mx\r\n", "2200 mx"),
        ("120 mx\r\n", "120 mx"),
        ("220mx\r\n", "220mx"),
        ("\r\n", ""),
        ("\x00220 mx\r\n", "\ufffd220 mx"),
        ("220-mx\r\nmore\r\n", "220-mx more"),
    ],
)
def test_what_is_no_smtp_is_undecided_and_kept(said, kept):
    result = outcome(saying(said))

    assert (result.reason, result.greeting) == (Reason.PROTOCOL, kept)


@pytest.mark.parametrize(
    ("greeting", "kept"),
    [
        ("220\r\n", "220"),
        ("220 mx\n", "220 mx"),
        ("220-mx\r\n220-wait\r\n220 ready\r\n", "220 mx wait ready"),
        ("220-mx\n220\n", "220 mx"),
        ("220 m\0x \x1b[31mred\u202e\r\n", "220 m\ufffdx \ufffd[31mred\ufffd"),
        ("220 " + "x" * 4000 + "\r\n", "220 " + "x" * 495 + "…"),
        ("220 bl\u00e5b\u00e6r\r\n", "220 bl\u00e5b\u00e6r"),
    ],
)
def test_a_greeting_of_any_shape_is_taken_cleaned_and_cut(greeting, kept):
    result = outcome(saying(greeting, "250 mx\r\n"))

    assert (result.reason, result.greeting) == (Reason.NO_STARTTLS, kept)


def test_bytes_that_are_no_text_are_kept_as_marks():
    result = outcome(lambda talk: (talk.say(b"220 m\xff\xfex\r\n"), talk.hear(), talk.say("250 mx\r\n"), talk.hear()))

    assert result.greeting == "220 m\ufffd\ufffdx"


@pytest.mark.parametrize(
    ("capabilities", "offered"),
    [
        ("250-mx\r\n250-STARTTLS\r\n250 SIZE\r\n", True),
        ("250-mx\r\n250 starttls\r\n", True),
        ("250-mx\n250 STARTTLS\n", True),
        ("250-mx\r\n250 STARTTLS now\r\n", True),
        ("250-mx\r\n250-\r\n250 StartTLS \r\n", True),
        ("250 STARTTLS\r\n", False),
        ("250-mx\r\n250 XSTARTTLS\r\n", False),
        ("250-mx\r\n250 SIZE STARTTLS\r\n", False),
        ("250 mx\r\n", False),
        ("250\r\n", False),
    ],
)
def test_starttls_is_a_keyword_of_its_own_line(capabilities, offered):
    result = outcome(saying("220 mx\r\n", capabilities, "454 later\r\n"))

    assert result.starttls is offered
    assert result.reason is (Reason.TLS_UNAVAILABLE if offered else Reason.NO_STARTTLS)


@pytest.mark.parametrize(
    ("answers", "reason", "told"),
    [
        (["500 what\r\n", "250 mx\r\n"], Reason.NO_STARTTLS, ["EHLO", "HELO", "QUIT"]),
        (["502 what\r\n", "502 what\r\n"], Reason.TEMPORARY, ["EHLO", "HELO", "QUIT"]),
        (["550 not you\r\n", "421 go away\r\n"], Reason.TEMPORARY, ["EHLO", "HELO", "QUIT"]),
        (["421 go away\r\n"], Reason.TEMPORARY, ["EHLO", "QUIT"]),
        (["220 mx\r\n"], Reason.PROTOCOL, ["EHLO", "QUIT"]),
        (["500 what\r\n", "220 mx\r\n"], Reason.PROTOCOL, ["EHLO", "HELO", "QUIT"]),
        (["354 mx\r\n"], Reason.PROTOCOL, ["EHLO", "QUIT"]),
        (["hello\r\n"], Reason.PROTOCOL, ["EHLO"]),
    ],
)
def test_a_server_without_ehlo_offers_no_tls_and_one_that_refuses_us_is_undecided(answers, reason, told):
    with serving(saying("220 mx\r\n", *answers)) as server:
        result = talk_to(server.port)

    assert result.reason is reason
    assert [line.split(" ")[0] for line in server.told if line] == told


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("454 not now\r\n", Reason.TLS_UNAVAILABLE),
        ("421 closing\r\n", Reason.TEMPORARY),
        ("451 error\r\n", Reason.TEMPORARY),
        ("500 what\r\n", Reason.NO_STARTTLS),
        ("502 no\r\n", Reason.NO_STARTTLS),
        ("554 no\r\n", Reason.NO_STARTTLS),
        ("250 fine\r\n", Reason.PROTOCOL),
        ("fine\r\n", Reason.PROTOCOL),
    ],
)
def test_what_starttls_is_answered(answer, reason):
    result = outcome(saying("220 mx\r\n", CAPABILITIES, answer))

    assert (result.reason, result.starttls, result.greeting) == (reason, True, "220 mx")


@pytest.mark.parametrize("extra", ["x", "\r\n", "250 mx\r\n", "220 go\r\n"])
def test_text_after_starttls_breaks_the_session(extra):
    result = outcome(saying("220 mx\r\n", CAPABILITIES, GO + extra))

    assert result.reason is Reason.TLS_FAILED
    assert result.detail == (
        "Krypteringen kom ikke i stand: serveren sendte ukrypteret tekst efter sit svar på STARTTLS."
    )


def test_text_instead_of_a_handshake_breaks_the_session():
    def script(talk):
        talk.open()
        talk.say(GO)
        talk.connection.recv(4096)
        talk.say("250 what do you mean\r\n")
        talk.wait()

    result = outcome(script)

    assert (result.reason, result.starttls) == (Reason.TLS_FAILED, True)
    assert result.detail.startswith("Krypteringen kom ikke i stand: ")


@pytest.mark.parametrize("end", ["close", "reset"])
def test_a_server_that_leaves_during_the_handshake_breaks_the_session(end):
    def script(talk):
        talk.open()
        talk.say(GO)
        talk.connection.recv(4096)
        if end == "reset":
            talk.reset()

    assert outcome(script).reason is Reason.TLS_FAILED


def test_a_server_that_never_ends_its_handshake_is_left():
    """Empty records of TLS without end: within the time, and within the bytes."""

    def script(talk):
        talk.open()
        talk.say(GO)
        for _ in repeat(None):
            talk.say(b"\x16\x03\x03\x40\x00" + bytes(0x4000))

    result = outcome(script)

    assert result.reason is Reason.TLS_FAILED
    assert result.milliseconds < 5000


@pytest.mark.parametrize(("limit", "is_shown"), [(3, True), (2, False)])
def test_a_chain_of_too_many_certificates_is_undecided(files, limit, is_shown):
    result = outcome(encrypting(files), limits=Limits(chain_certificates=limit))

    assert result.reason is (None if is_shown else Reason.TLS_FAILED)
    assert bool(result.chain) is is_shown


def test_a_chain_of_too_many_bytes_is_undecided(files):
    size = sum(map(len, CHAIN.der))

    assert outcome(encrypting(files), limits=Limits(chain_bytes=size)).reason is None
    assert outcome(encrypting(files), limits=Limits(chain_bytes=size - 1)).reason is Reason.TLS_FAILED


def test_a_closed_port_is_refused():
    result = talk_to(closed_port())

    assert (result.reason, result.greeting) == (Reason.REFUSED, "")


@pytest.mark.parametrize("answers", [[], ["220 mx\r\n"], ["220 mx\r\n", CAPABILITIES]])
@pytest.mark.parametrize("end", ["close", "reset"])
def test_a_server_that_hangs_up_is_undecided(answers, end):
    def script(talk):
        for answer in answers:
            talk.say(answer)
            talk.hear()
        if end == "reset":
            talk.reset()

    assert outcome(script).reason is Reason.TEMPORARY


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([], "hilsenen"),
        (["220-mx\r\n"], "hilsenen"),
        (["220 mx\r\n"], "svaret på EHLO"),
        (["220 mx\r\n", "250-mx\r\n"], "svaret på EHLO"),
        (["220 mx\r\n", CAPABILITIES], "svaret på STARTTLS"),
        (["220 mx\r\n", CAPABILITIES, GO], "krypteringen"),
    ],
)
def test_a_silent_server_is_left_at_the_end_of_the_step(answers, words):
    def script(talk):
        for answer in answers:
            talk.say(answer)
            if answer.endswith(" mx\r\n") or answer == CAPABILITIES:
                talk.hear()
        talk.wait()

    result = outcome(script, limits=QUICK)

    assert (result.reason, result.detail) == (Reason.TIMEOUT, f"Tiden løb ud under {words}.")
    assert 400 < result.milliseconds < 8000
    assert result.greeting == "".join(answers[:1]).strip()


def test_a_slow_greeting_has_its_own_longer_time():
    def script(talk):
        threading.Event().wait(0.7)
        talk.say("220 mx\r\n")
        talk.hear()
        talk.say("250 mx\r\n")

    assert outcome(script, limits=Limits(greeting_seconds=10)).reason is Reason.NO_STARTTLS
    assert outcome(script, limits=QUICK).reason is Reason.TIMEOUT


def dripped(pieces, **how):
    enough = threading.Event()
    with serving(dripping(pieces, enough, 0.05)) as server:
        result = talk_to(server.port, **how)
        enough.set()
    return result


def test_a_server_that_drips_is_left_at_the_deadline_of_the_host():
    result = dripped(repeat(b"220-mx\r\n"), seconds=0.5)

    assert result.reason is Reason.TIMEOUT
    assert 400 < result.milliseconds < 8000


def test_a_server_that_drips_bytes_is_left_at_the_end_of_the_step():
    result = dripped(repeat(b"2"), limits=QUICK)

    assert result.reason is Reason.TIMEOUT
    assert set(result.greeting) == {"2"}


@pytest.mark.parametrize("piece", [b"220-mx\r\n", b"x", b"220 " + bytes(5000)])
def test_an_endless_banner_is_cut_off(piece):
    def script(talk):
        for _ in repeat(None):
            talk.say(piece * 100)

    result = outcome(script)

    assert result.reason is Reason.PROTOCOL
    assert result.detail == "Serveren bliver ved med at skrive under hilsenen."
    assert 0 < len(result.greeting) <= 500


@pytest.mark.parametrize(("size", "reason"), [(100, Reason.NO_STARTTLS), (101, Reason.PROTOCOL)])
def test_a_reply_may_be_as_long_as_the_limit(size, reason):
    greeting = "220 " + "x" * (size - 6) + "\r\n"

    assert outcome(saying(greeting, "250 mx\r\n"), limits=Limits(reply_bytes=99)).reason is reason


def test_a_conversation_has_a_limit_of_its_own():
    line = "220-" + "x" * 90 + "\r\n"
    greeting = line * 20 + "220 mx\r\n"

    assert outcome(saying(greeting, "250 mx\r\n"), limits=Limits(conversation_bytes=3000)).reason is Reason.NO_STARTTLS
    assert outcome(saying(greeting, "250 mx\r\n"), limits=Limits(conversation_bytes=1000)).reason is Reason.PROTOCOL


def test_a_chain_is_not_of_what_a_server_may_say_before_it(files):
    assert outcome(encrypting(files), limits=Limits(conversation_bytes=500)).chain == CHAIN.der


def test_an_address_that_is_not_public_is_not_connected_to(files):
    with serving(encrypting(files)) as server:
        result = talk_to(server.port, may_be_local=False)

    assert (result.reason, server.visits) == (Reason.NOT_PUBLIC, 0)


@pytest.mark.parametrize("address", ["mx.kommune.example", "", "127.0.0.1.", "127.1"])
def test_a_name_is_never_looked_up(address):
    assert talk_to(25, address=address).reason is Reason.NO_ROUTE


def test_a_deadline_that_is_past_leaves_the_server_alone(files):
    with serving(encrypting(files)) as server:
        result = talk_to(server.port, seconds=0)

    assert (result.reason, server.visits) == (Reason.TIMEOUT, 0)


def test_many_conversations_at_once_keep_to_themselves(files):
    """One TLS context is shared by every thread that measures."""
    results = []
    with serving(encrypting(files)) as server:
        threads = [threading.Thread(target=partial(lambda: results.append(talk_to(server.port)))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert [result.chain for result in results] == [CHAIN.der] * 8


PIECE = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([b"220 mx\r\n", b"220-mx\r\n", b"250-mx\r\n", b"250 STARTTLS\r\n", b"\r\n", b"\n", b"\r", b"\0"]),
    st.sampled_from([b"\x16\x03\x03\x00\x05hello", b"\x15\x03\x03\x00\x02\x02\x28", b"421 bye\r\n", b"2", b"x" * 2000]),
)


@pytest.fixture(scope="module")
def parrot():
    """A server that says what it is given, heeds nothing, and hangs up."""
    words = []
    with serving(
        lambda talk: (talk.say(b"".join(words)), talk.connection.shutdown(socket.SHUT_WR), talk.wait())
    ) as server:
        yield server, words


@given(pieces=st.lists(PIECE, max_size=8))
def test_whatever_a_server_says_it_ends_and_shows_no_chain(parrot, pieces):
    server, words = parrot
    words[:] = pieces

    result = talk_to(server.port)

    assert verdict_of(result.reason) in {Verdict.UNDECIDED, Verdict.FAILS}
    assert (result.reason is Reason.NO_STARTTLS) is (verdict_of(result.reason) is Verdict.FAILS)
    assert result.chain == ()
    assert (result.greeting + result.detail).isprintable()
    assert result.milliseconds < 5000
