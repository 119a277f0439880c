#pragma once

#include <cstddef>
#include <string>

#include "usher/runtime/clock.hpp"

namespace usher::sandbox {

/// Makes identifiers in Slack's shapes.
class Ids {
public:
    explicit Ids(runtime::Random& random) : random_(random) {}

    std::string envelope();                 ///< A UUID.
    std::string event();                    ///< `Ev0…`
    std::string trigger();                  ///< `digits.digits.hex`
    std::string block();                    ///< Five characters, for blocks without an id.
    std::string secret(std::size_t length); ///< Letters and digits, for tickets, tokens and response URLs.
    std::string hex(std::size_t length);

private:
    std::string from(const char* alphabet, std::size_t letters, std::size_t length);
    runtime::Random& random_;
};

} // namespace usher::sandbox
