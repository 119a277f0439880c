#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

namespace usher::testing {

/// Compares text with the reviewed file `golden/<name>` beside the tests, and reports the first line that differs.
/// After an intended change, run the test program with USHER_UPDATE_GOLDEN=1 and review the difference like code.
inline void check_golden(std::string_view name, const std::string& actual) {
    const auto path = std::filesystem::path(USHER_TEST_DATA) / "golden" / name;
    if (const char* update = std::getenv("USHER_UPDATE_GOLDEN"); update != nullptr && std::string_view(update) == "1") {
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << actual;
        return;
    }
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        FAIL_CHECK("there is no " << path.string() << "; run with USHER_UPDATE_GOLDEN=1 and review what it writes");
        return;
    }
    const std::string expected(std::istreambuf_iterator<char>(file), {});
    if (actual == expected) {
        return;
    }
    std::istringstream expected_lines(expected);
    std::istringstream actual_lines(actual);
    std::string expected_line;
    std::string actual_line;
    for (int line = 1;; ++line) {
        const bool more_expected = static_cast<bool>(std::getline(expected_lines, expected_line));
        const bool more_actual = static_cast<bool>(std::getline(actual_lines, actual_line));
        if (more_expected != more_actual || expected_line != actual_line || !more_expected) {
            FAIL_CHECK(path.string() << ":" << line << "\n  expected: " << (more_expected ? expected_line : "(end)")
                                     << "\n  actual:   " << (more_actual ? actual_line : "(end)"));
            return;
        }
    }
}

} // namespace usher::testing
