/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mail/css_private.h"

/* All the light ones, because they hide words on a white page. */
static const struct {
	const char *name;
	uint32_t rgb;
} names[] = {
	{"aliceblue", 0xf0f8ff},
	{"antiquewhite", 0xfaebd7},
	{"aqua", 0x00ffff},
	{"azure", 0xf0ffff},
	{"beige", 0xf5f5dc},
	{"bisque", 0xffe4c4},
	{"black", 0x000000},
	{"blanchedalmond", 0xffebcd},
	{"blue", 0x0000ff},
	{"brown", 0xa52a2a},
	{"cornsilk", 0xfff8dc},
	{"cyan", 0x00ffff},
	{"darkgray", 0xa9a9a9},
	{"darkgrey", 0xa9a9a9},
	{"dimgray", 0x696969},
	{"dimgrey", 0x696969},
	{"floralwhite", 0xfffaf0},
	{"fuchsia", 0xff00ff},
	{"gainsboro", 0xdcdcdc},
	{"ghostwhite", 0xf8f8ff},
	{"gold", 0xffd700},
	{"gray", 0x808080},
	{"green", 0x008000},
	{"grey", 0x808080},
	{"honeydew", 0xf0fff0},
	{"ivory", 0xfffff0},
	{"khaki", 0xf0e68c},
	{"lavender", 0xe6e6fa},
	{"lavenderblush", 0xfff0f5},
	{"lemonchiffon", 0xfffacd},
	{"lightblue", 0xadd8e6},
	{"lightcyan", 0xe0ffff},
	{"lightgoldenrodyellow", 0xfafad2},
	{"lightgray", 0xd3d3d3},
	{"lightgreen", 0x90ee90},
	{"lightgrey", 0xd3d3d3},
	{"lightyellow", 0xffffe0},
	{"lime", 0x00ff00},
	{"linen", 0xfaf0e6},
	{"magenta", 0xff00ff},
	{"maroon", 0x800000},
	{"mintcream", 0xf5fffa},
	{"mistyrose", 0xffe4e1},
	{"moccasin", 0xffe4b5},
	{"navajowhite", 0xffdead},
	{"navy", 0x000080},
	{"oldlace", 0xfdf5e6},
	{"olive", 0x808000},
	{"orange", 0xffa500},
	{"papayawhip", 0xffefd5},
	{"peachpuff", 0xffdab9},
	{"pink", 0xffc0cb},
	{"purple", 0x800080},
	{"red", 0xff0000},
	{"seashell", 0xfff5ee},
	{"silver", 0xc0c0c0},
	{"snow", 0xfffafa},
	{"teal", 0x008080},
	{"wheat", 0xf5deb3},
	{"white", 0xffffff},
	{"whitesmoke", 0xf5f5f5},
	{"yellow", 0xffff00},
};

static struct css_color of_rgb(uint32_t rgb)
{
	return (struct css_color){.known = true,
		.red = (double)(rgb >> 16 & 0xff) / 255,
		.green = (double)(rgb >> 8 & 0xff) / 255,
		.blue = (double)(rgb & 0xff) / 255,
		.alpha = 1};
}

static bool parse_hex(struct css_text t, struct css_color *color_r)
{
	char digits[9] = "", *end;
	uint32_t n;

	if (t.len > 8)
		return false;
	/* "#fa8" is "#ffaa88". */
	for (size_t i = 0; i < t.len; i++) {
		if (t.len < 6) {
			digits[2 * i] = t.at[i];
			digits[2 * i + 1] = t.at[i];
		} else {
			digits[i] = t.at[i];
		}
		if (t.len < 6 && i == 3)
			break;
	}
	if (t.len != 3 && t.len != 4 && t.len != 6 && t.len != 8)
		return false;
	n = (uint32_t)strtoul(digits, &end, 16);
	if (*end)
		return false;
	if (strlen(digits) == 8) {
		*color_r = of_rgb(n >> 8);
		color_r->alpha = (double)(n & 0xff) / 255;
	} else {
		*color_r = of_rgb(n);
	}
	return true;
}

/* "255, 0, 0", "255 0 0 / 50%" */
static bool parse_rgb(struct css_text t, struct css_color *color_r)
{
	double n[4] = {0, 0, 0, 1};
	char text[64] = "", *at = text;

	if (t.len >= sizeof(text))
		return false;
	memcpy(text, t.at, t.len);
	for (size_t i = 0; i < 4; i++) {
		char *end;

		at += strspn(at, " \t\r\n,/");
		if (!*at && i == 3)
			break;
		n[i] = strtod(at, &end);
		if (end == at)
			return false;
		if (*end == '%') {
			n[i] = n[i] / 100 * (i < 3 ? 255 : 1);
			end++;
		}
		at = end;
	}
	*color_r = (struct css_color){
		true, n[0] / 255, n[1] / 255, n[2] / 255, n[3]};
	return true;
}

bool css_color_parse(struct css_text text, struct css_color *color_r)
{
	struct css_text t = css_trim(text), inner;

	*color_r = (struct css_color){.known = false, .alpha = 1};
	if (t.len > 1 && *t.at == '#')
		return parse_hex(
			(struct css_text){t.at + 1, t.len - 1}, color_r);
	if (css_is(t, "transparent")) {
		color_r->known = true;
		color_r->alpha = 0;
		return true;
	}
	if (t.len > 4 && strncasecmp(t.at, "rgb", 3) == 0 &&
		t.at[t.len - 1] == ')') {
		size_t begin = t.at[3] == '(' ? 4 : 5;

		inner = (struct css_text){t.at + begin, t.len - begin - 1};
		return t.at[begin - 1] == '(' && t.len > begin &&
			parse_rgb(inner, color_r);
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (css_is(t, names[i].name)) {
			*color_r = of_rgb(names[i].rgb);
			return true;
		}
	return false;
}

static double linear(double c)
{
	return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(const struct css_color *c)
{
	return 0.2126 * linear(c->red) + 0.7152 * linear(c->green) +
		0.0722 * linear(c->blue);
}

double css_contrast(const struct css_color *a, const struct css_color *b)
{
	double x = luminance(a) + 0.05, y = luminance(b) + 0.05;

	return x > y ? x / y : y / x;
}
