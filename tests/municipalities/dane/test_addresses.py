"""Addresses that may be connected to, and whether there is a way there."""

import subprocess
import sys

import pytest

from municipalities.dane.addresses import has_route, is_public


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2a00:1450:4001::1",
        "2606:4700::1111",
        "::ffff:1.1.1.1",
        "64:ff9b::1.1.1.1",
        "2002:0101:0101::1",
        "2001:200::1",
        "3ffe::1",
    ],
)
def test_an_address_of_the_world_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        # This network, private, shared, loopback, link-local, protocol assignments.
        "0.0.0.0",  # noqa: S104 nothing is bound
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.169.254",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.9",
        "192.168.1.1",
        # Documentation, relay anycast, benchmarking, multicast, reserved, broadcast.
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::1.1.1.1",
        "100::1",
        "2001::1",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "4000::1",
        # An IPv4 address seen through.
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:100.64.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::192.0.2.1",
        "64:ff9b:1::1.1.1.1",
        "64:ff9b:1:ffff::1",
        "2002:7f00:0001::1",
        "2002:0a00:0001::1",
        "2002:c0a8:0101::1",
        # Teredo, whose server is 1.1.1.1 and whose client is 10.0.0.1.
        "2001:0:101:101::f5ff:fffe",
        # A zone belongs to one link.
        "fe80::1%eth0",
        "2a00:1450:4001::1%eth0",
        # No address at all, or one in a writing that only some understand.
        "",
        "mx.kommune.example",
        "127.1",
        "0x7f000001",
        "2130706433",
        "1.1.1.1 ",
        "[2a00:1450:4001::1]",
        "1.1.1.01",
    ],
)
def test_an_address_of_a_place_apart_is_not_public(address):
    assert not is_public(address)


def test_this_machine_has_a_way_to_itself():
    assert has_route("127.0.0.1")
    assert has_route("::1")


@pytest.mark.parametrize("address", ["", "mx.kommune.example", "127.1"])
def test_there_is_no_way_to_what_is_no_address(address):
    assert not has_route(address)


def test_a_network_without_a_way_out_says_so():
    """In a network of its own, where not even the loopback is up."""
    told = subprocess.run(
        [
            *("unshare", "--map-root-user", "--net", sys.executable, "-c"),
            "from municipalities.dane.addresses import has_route\n"
            "print(has_route('192.0.2.1'), has_route('2001:db8::1'))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout == "False False\n"
