#include "app/temporary_folder.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace usher::app {

TemporaryFolder::TemporaryFolder(std::string_view name) {
    std::error_code error;
    const auto base = std::filesystem::temp_directory_path(error);
    path_ = (error ? std::filesystem::path("/tmp") : base) / (std::string(name) + "-XXXXXX");
    if (::mkdtemp(path_.data()) == nullptr) {
        throw std::runtime_error("Cannot make a temporary folder; set TMPDIR to a folder that can be written.");
    }
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
}

} // namespace usher::app
