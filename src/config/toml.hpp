#pragma once

// One include for the whole room: the library is compiled (TOML_HEADER_ONLY=0 comes from its package).
#include <toml++/toml.h>
