#include <doctest/doctest.h>

#include <string>

#include "usher/desk/desk.hpp"

namespace usher::desk::tests {

TEST_CASE("every outcome has the name that metrics and logs use") {
    CHECK_EQ(std::string(name(Found{})), "found");
    CHECK_EQ(std::string(name(NotFound{})), "not_found");
    CHECK_EQ(std::string(name(Refused{})), "refused");
    CHECK_EQ(std::string(name(Unreadable{})), "unreadable");
    CHECK_EQ(std::string(name(Unavailable{})), "unavailable");
    CHECK_EQ(std::string(name(Misconfigured{})), "misconfigured");
}

} // namespace usher::desk::tests
