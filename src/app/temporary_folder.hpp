#pragma once

#include <string>
#include <string_view>

namespace usher::app {

/// A folder that only we can read, gone with this object. Throws std::runtime_error if it cannot be made.
class TemporaryFolder {
public:
    explicit TemporaryFolder(std::string_view name);
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

} // namespace usher::app
