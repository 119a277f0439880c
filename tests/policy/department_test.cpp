#include <doctest/doctest.h>

#include "testing/tickets.hpp"
#include "usher/policy/policy.hpp"

namespace {

using namespace usher;
using namespace usher::policy;
using namespace usher::testing;

Grant for_departments(std::vector<std::string> departments) {
    Grant grant;
    grant.departments = std::move(departments);
    return grant;
}

TEST_CASE("without a list every department is allowed, and a ticket without one") {
    CHECK(department_allowed(for_departments({}), a_ticket().build()));
    CHECK(department_allowed(for_departments({}), a_ticket().department("", "").build()));
}

TEST_CASE("a department is allowed by its id or by its name in any case") {
    const auto ticket = a_ticket().department("7", "Supporto Tecnico").build();

    for (const auto* allowed : {"7", "Supporto Tecnico", "supporto tecnico", " SUPPORTO TECNICO "}) {
        CAPTURE(allowed);
        CHECK(department_allowed(for_departments({"Amministrativo", allowed}), ticket));
    }
}

TEST_CASE("any other department is not") {
    const auto ticket = a_ticket().department("7", "Supporto Tecnico").build();

    for (const auto* other : {"Supporto", "Supporto Tecnico 2", "77", "0", ""}) {
        CAPTURE(other);
        CHECK_FALSE(department_allowed(for_departments({other}), ticket));
    }
}

TEST_CASE("a name is compared as the operator types it, not as the desk encodes it") {
    const auto ticket = a_ticket().department("7", "Domains &amp; &quot;Mail&quot; l&#039;ufficio").build();

    CHECK(department_allowed(for_departments({"Domains & \"Mail\" l'ufficio"}), ticket));
    CHECK(department_allowed(for_departments({"Domains &amp; &quot;Mail&quot; l&#039;ufficio"}), ticket));
}

TEST_CASE("a ticket that does not tell its department is refused where a list exists") {
    const auto ticket = a_ticket().department("", "").build();

    CHECK_FALSE(department_allowed(for_departments({"Supporto Tecnico"}), ticket));
    CHECK_FALSE(department_allowed(for_departments({"", " "}), ticket));
}

} // namespace
