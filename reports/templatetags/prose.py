"""Advice on paper."""

from django import template

from reports.prose import advice_html, advice_within

register = template.Library()
register.filter("advice", advice_html)
register.filter("advice_within", advice_within)
