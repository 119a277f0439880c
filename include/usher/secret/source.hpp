#pragma once

#include <expected>
#include <string>

#include "usher/secret/secret.hpp"

namespace usher::secret {

/// Where the configuration says that a secret lives.
struct Source {
    enum class Kind { file, environment, credential };
    Kind kind = Kind::file;
    std::string name; ///< Path, variable name, or the name of a systemd credential (`$CREDENTIALS_DIRECTORY/name`).
};

/// Reads a secret once, without its trailing line end.
///
/// On failure returns a sentence for the operator that names the source and the next step, never the value. Empty
/// values, directories, files over 64 KiB and values with line breaks or NUL inside are failures. Source of the
/// credential rule: https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#Credentials
std::expected<Secret, std::string> read(const Source& source);

} // namespace usher::secret
