/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/spf_policy.h"

#include "lib/rows.h"

static const struct policy_row {
	const char *name;
	const char *policy;
	bool is_ip6;
	const char *clean; /* NULL: an error */
} rows[] = {
	{"empty", "v=spf1", false, "v=spf1"},
	{"blanks", "v=spf1   -all  ", false, "v=spf1 -all"},
	{"capitals", "V=SPF1 MX -ALL", false, "v=spf1 +MX -ALL"},
	{"a network with the client", "v=spf1 ip4:192.0.2.0/24 -all", false,
		"v=spf1 +all -all"},
	{"a network without", "v=spf1 ip4:192.0.3.0/24 -all", false,
		"v=spf1 -all"},
	{"its last address", "v=spf1 ip4:192.0.2.2/31 -all", false,
		"v=spf1 -all"},
	{"its neighbour", "v=spf1 ?ip4:192.0.2.0/31 -all", false,
		"v=spf1 ?all -all"},
	{"the whole world", "v=spf1 ip4:0.0.0.0/0 -all", false,
		"v=spf1 +all -all"},
	{"the other family", "v=spf1 ip4:192.0.2.1 -all", true, "v=spf1 -all"},
	{"IPv6", "v=spf1 ip6:2001:db8::/32 -all", true, "v=spf1 +all -all"},
	{"IPv6, another", "v=spf1 ip6:2001:db9::/32 -all", true, "v=spf1 -all"},
	{"a prefix of 33", "v=spf1 ip4:192.0.2.0/33", false, NULL},
	{"a prefix with a nought in front", "v=spf1 ip4:192.0.2.0/024", false,
		NULL},
	{"no prefix after the slash", "v=spf1 ip4:192.0.2.0/", false, NULL},
	{"an address of three", "v=spf1 ip4:192.0.2", false, NULL},
	{"prefixes of the family", "v=spf1 a/24//64 mx//48", false,
		"v=spf1 +a/24 +mx"},
	{"prefixes of the other family", "v=spf1 a/24//64 mx//48", true,
		"v=spf1 +a//64 +mx//48"},
	{"a host", "v=spf1 a:mail.example.com/28 -all", false,
		"v=spf1 +a:mail.example.com/28 -all"},
	{"macros", "v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all", false,
		"v=spf1 +exists:%{ir}.%{v}._spf.%{d2} -all"},
	{"a slash in a macro", "v=spf1 exists:%{l1r/}.example.com", false,
		"v=spf1 +exists:%{l1r/}.example.com"},
	{"a macro of explanations", "v=spf1 exists:%{c}.example.com", false,
		NULL},
	{"no such macro", "v=spf1 exists:%{x}.example.com", false, NULL},
	{"a macro without end", "v=spf1 exists:%{d", false, NULL},
	{"nought labels", "v=spf1 exists:%{d0}.example.com", false, NULL},
	{"a lone percent sign", "v=spf1 exists:a%.example.com", false, NULL},
	{"redirect goes last", "v=spf1 redirect=a.example ~mx", false,
		"v=spf1 ~mx redirect=a.example"},
	{"redirect twice", "v=spf1 redirect=a.example redirect=b.example",
		false, NULL},
	{"redirect with a qualifier", "v=spf1 ?redirect=a.example", false,
		NULL},
	{"redirect with a colon", "v=spf1 redirect:a.example", false, NULL},
	{"explanations go", "v=spf1 exp=e.example.com -all", false,
		"v=spf1 -all"},
	{"explained twice", "v=spf1 exp=e.example.com exp=e.example.com", false,
		NULL},
	{"an unknown modifier", "v=spf1 x-y_z.1=%{d}a -all", false,
		"v=spf1 -all"},
	{"an unknown mechanism", "v=spf1 ip5:192.0.2.1 -all", false, NULL},
	{"an error behind all", "v=spf1 -all a:", false, NULL},
	{"all of a domain", "v=spf1 -all:example.com", false, NULL},
	{"all with a prefix", "v=spf1 -all/8", false, NULL},
	{"include without domain", "v=spf1 include", false, NULL},
	{"include with a prefix", "v=spf1 include:a.example/24", false, NULL},
	{"a domain of one label", "v=spf1 a:museum", false, NULL},
	{"a domain of digits", "v=spf1 a:111.222.33.44", false, NULL},
	{"a port", "v=spf1 a:example.com:8080", false, NULL},
	{"ptr alone", "v=spf1 ptr -all", false, "v=spf1 +ptr -all"},
	{"a qualifier alone", "v=spf1 - all", false, NULL},
	{"literals and macros take turns",
		"v=spf1 exists:a%{d}a%{d}a%{d}a%{d}a%{d}a%{d}a%{d}a%{d}a%{d}a"
		"%{d}a%{d}a%{d}a%{d}a%{d}a%{d}a%{d}a%{d}a%{d}a%{d}a%{d}a%{d}"
		"a%{d}a%{d}a%{d}",
		false, NULL},
	{"each macro", "v=spf1 exists:%{s}%{l}%{o}%{d}%{i}%{p}%{h}%{v}", false,
		"v=spf1 +exists:%{s}%{l}%{o}%{d}%{i}%{p}%{h}%{v}"},
	{"macros in capitals", "v=spf1 exists:%{S}%{V}.example.com", false,
		"v=spf1 +exists:%{S}%{V}.example.com"},
	{"a macro with all it may have",
		"v=spf1 exists:%{d10R.-+,/_=}.a.example", false,
		"v=spf1 +exists:%{d10R.-+,/_=}.a.example"},
	{"a macro with more", "v=spf1 exists:%{d1rx}.a.example", false, NULL},
	{"a macro of nothing", "v=spf1 exists:%{}.a.example", false, NULL},
	{"escapes", "v=spf1 exists:%%%_%-.a.example", false,
		"v=spf1 +exists:%%%_%-.a.example"},
	{"a percent sign at the end", "v=spf1 exists:a.example%", false, NULL},
	{"the root's dot", "v=spf1 a:a.example. -all", false,
		"v=spf1 +a:a.example. -all"},
	{"a dot alone", "v=spf1 a:.", false, NULL},
	{"two root dots", "v=spf1 a:a.example..", false, NULL},
	{"a last label with a hyphen at its end", "v=spf1 a:a.example-", false,
		NULL},
	{"a last label with a hyphen at its begin", "v=spf1 a:a.-example",
		false, NULL},
	{"a last label with a hyphen within", "v=spf1 a:a.e-x -all", false,
		"v=spf1 +a:a.e-x -all"},
	{"a last label of one letter", "v=spf1 a:a.Z -all", false,
		"v=spf1 +a:a.Z -all"},
	{"a last label with an underscore", "v=spf1 a:a.e_x", false, NULL},
	{"a last label of digits and a letter", "v=spf1 a:a.09z -all", false,
		"v=spf1 +a:a.09z -all"},
	{"the first and last octets of a text", "v=spf1 a:!~.a -all", false,
		"v=spf1 +a:!~.a -all"},
	{"a network with all of its bits", "v=spf1 ip4:192.0.2.1/32 -all",
		false, "v=spf1 +all -all"},
	{"a network of no bits by its number", "v=spf1 ip4:192.0.2.1/0 -all",
		false, "v=spf1 +all -all"},
	{"a prefix of IPv6", "v=spf1 ip6:2001:db8::1/128 -all", true,
		"v=spf1 +all -all"},
	{"a prefix of IPv6 too large", "v=spf1 ip6:2001:db8::1/129 -all", true,
		NULL},
	{"a prefix of IPv6 and not within", "v=spf1 ip6:2001:db8::2/127 -all",
		true, "v=spf1 -all"},
	{"a prefix of four digits", "v=spf1 ip4:192.0.2.1/0032", false, NULL},
	{"a prefix of letters", "v=spf1 ip4:192.0.2.1/3x", false, NULL},
	{"a prefix of a host too large", "v=spf1 a/33", false, NULL},
	{"a prefix of a host of IPv6 too large", "v=spf1 a//129", false, NULL},
	{"the largest prefixes of a host", "v=spf1 a/32//128 -all", false,
		"v=spf1 +a/32 -all"},
	{"a tab", "v=spf1 mx\t-all", false, NULL},
	{"an octet beyond ASCII", "v=spf1 a:\xef\xbb\xbf.example.com", false,
		NULL},
};

static void check_row(void **state)
{
	static const struct spf_client v4 = {false, {192, 0, 2, 1}};
	static const struct spf_client v6 = {
		true, {0x20, 0x01, 0x0d, 0xb8, [15] = 1}};
	const struct policy_row *row = *state;
	struct buf out;

	buf_init(&out, 1000);
	assert_int_equal(
		spf_policy_clean(row->policy, row->is_ip6 ? &v6 : &v4, &out),
		row->clean ? ERR_OK : ERR_INVALID);
	if (row->clean)
		assert_string_equal(buf_text(&out), row->clean);
	buf_free(&out);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	return rows_run("SPF policies", &all);
}
