#pragma once

#include <string_view>

#include "sandbox/block_kit.hpp"
#include "sandbox/json.hpp"

namespace usher::sandbox {

/// `{"ok":false,"error":…}`
Json api_error(std::string_view error);
/// `invalid_arguments`, with the name of what is missing.
Json missing_argument(std::string_view name);
/// The error of a refusal, with its details.
Json refusal_answer(const BlockRefusal& refusal);
/// An argument that is JSON, or a string of JSON in a form. Discarded if it is neither.
Json structured(const Json& arguments, std::string_view key);

} // namespace usher::sandbox
